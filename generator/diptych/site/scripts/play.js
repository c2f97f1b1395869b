"use strict";

// Figures that can be played with. The page holds the drawing for one value of a slider; what
// changes for the others is a script of data, added when the slider is first touched.
(() => {
  const svgSpace = "http://www.w3.org/2000/svg";

  function show(control) {
    const slider = control.querySelector("input");
    const value = control.querySelector("output");
    const names = JSON.parse(control.dataset.names);
    const drawing = control.previousElementSibling;
    let frames;

    const tell = () => {
      const name = names[slider.value];
      value.textContent = name;
      slider.setAttribute("aria-valuetext", name);
    };
    const move = async () => {
      tell();
      frames = frames || load(control.dataset.frames).then((data) => prepare(data, drawing, control.dataset.scope));
      try {
        for (const change of await frames) change(slider.value);
      } catch {
        control.hidden = true; // Without its data the drawing stands as it is.
      }
    };
    slider.addEventListener("input", move);
    tell();
    control.hidden = false;
  }

  function load(address) {
    return new Promise((done, fail) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = () => done(window.diptychFrames[address.match(/-(\w+)\.js$/)[1]]);
      script.onerror = fail;
      document.head.append(script);
    });
  }

  // Each change finds its element once, in the drawing as it stands, and then sets it to a frame.
  function prepare(data, drawing, scope) {
    return data.changes.map(([place, what, values, first, count]) => {
      const element = place.reduce((node, number) => node.children[number], drawing);
      if (what === "#text") return (frame) => { element.textContent = values[frame]; };
      if (what) return (frame) => set(element, what, values[frame], scope);
      return exchange(element, values, first, count, scope);
    });
  }

  function set(element, name, value, scope) {
    if (value === null) element.removeAttribute(name);
    else element.setAttribute(name, scoped(`${name}="${value}"`, scope).slice(name.length + 2, -1));
  }

  function exchange(element, values, first, count, scope) {
    let shown = [...element.children].slice(first, first + count);
    const behind = element.children[first + count] ?? null;
    return (frame) => {
      for (const node of shown) node.remove();
      const source = `<svg xmlns="${svgSpace}">${scoped(values[frame], scope)}</svg>`;
      const parsed = new DOMParser().parseFromString(source, "image/svg+xml").documentElement;
      shown = [...parsed.children].map((node) => document.importNode(node, true));
      for (const node of shown) element.insertBefore(node, behind);
    };
  }

  // On a page, every id of a drawing bears the prefix of the place where it stands.
  function scoped(markup, scope) {
    return markup.replace(/(\bid="|href="#|url\(#)/g, `$1${scope}-`);
  }

  // Also for what a page adds later.
  window.diptychPlay = (part) => {
    for (const control of part.querySelectorAll(".play[hidden]")) show(control);
  };
  window.diptychPlay(document);
})();
