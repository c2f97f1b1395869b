"use strict";

// Figures open large, in one dialog for the page. What is shown there is a copy: the figure stays
// where it is, with its slider as it was set. The words stand on this script's own element.
(() => {
  const say = document.currentScript.dataset;
  let dialog;

  function made() {
    const box = document.createElement("dialog");
    box.className = "zoomed";
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = say.close;
    close.addEventListener("click", () => box.close());
    const place = document.createElement("div");
    box.append(close, place);
    box.addEventListener("click", (event) => {
      if (event.target === box || event.target === place) box.close();
    });
    document.body.append(box);
    return box;
  }

  function open(drawing, name) {
    dialog = dialog || made();
    const copy = drawing.cloneNode(true);
    // What the drawing refers to by id is found in the one that stays.
    for (const node of [copy, ...copy.querySelectorAll("[id]")]) node.removeAttribute("id");
    dialog.setAttribute("aria-label", name);
    dialog.lastElementChild.textContent = "";
    dialog.lastElementChild.append(copy);
    dialog.showModal();
  }

  for (const drawing of document.querySelectorAll(".figure > svg, .figure > img")) {
    const caption = drawing.parentElement.querySelector("figcaption");
    const name = caption?.textContent.trim() || drawing.getAttribute("alt") || say.zoom;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "zoom";
    button.textContent = say.zoom;
    if (document.body.matches(".all")) button.tabIndex = -1;
    button.setAttribute("aria-haspopup", "dialog");
    button.addEventListener("click", () => open(drawing, name));
    drawing.parentElement.classList.add("zoomable");
    drawing.addEventListener("click", () => open(drawing, name));
    drawing.parentElement.append(button);
  }
})();
