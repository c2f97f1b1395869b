// What the site's plan writes above the worker.
declare const version: string;
declare const shell: string[];
