// What the scripts of the site share, each of which is loaded by itself, and what their pages hold.

interface Card {
  slug: string;
  mark?: string;
  open?: boolean;
  whole?: boolean;
}

interface Window {
  /** `site.js`: dress what a page adds later. */
  diptychDress(part: ParentNode): void;
  /** `site.js`: let what is too wide in a part that is now shown be scrolled by keyboard. */
  diptychScroll(part: ParentNode): void;
  /** `play.js`: show the sliders of what a page adds later. */
  diptychPlay(part: ParentNode): void;
  /** Beside each figure that can be played with: its frames, by the hash in the file's name. */
  diptychFrames: Record<string, any>;
  /** Of a section: the names of its questions and their cards. */
  diptychCards?: Record<string, [slug: string, html: string][]>;
  diptychQuestions: {
    sections: [section: string, title: string, questions: [slug: string, ...tags: string[]][]][];
    former: [former: string, slug: string][];
  };
  /** `site.js`: a button that copies a text. */
  diptychCopy(text: string): HTMLElement;
  /** `rehearse-tonight.js`. */
  diptychTonight: any;
  /** Words of `remembered.js`. */
  diptychRemembered: { words: Record<string, string>; language: string };
  /** `rehearse-marks.js`. */
  diptychMemory: any;
  /** `rehearse-cards.js`. */
  diptychStack: any;
  /** `rehearse-round.js`. */
  diptychRound: any;
  /** Words and data of search, and, when `search.js` has been loaded, how to open it. */
  diptychSearch: any;
}

// Nothing that the scripts look for is anything but HTML.
interface ParentNode {
  querySelector(selectors: string): HTMLElement | null;
  querySelectorAll(selectors: string): NodeListOf<HTMLElement>;
}
