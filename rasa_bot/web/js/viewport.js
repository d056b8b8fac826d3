// Keeps the text box above the keyboard on iPhones. Others shrink the page themselves (interactive-widget in the viewport
// tag); Safari lays the keyboard over it and shifts the whole page up, header and all.

/** @param {HTMLElement} frame */
export function fitAboveKeyboard(frame) {
  const view = window.visualViewport;
  if (!view) return;
  view.addEventListener("resize", () => {
    if (view.scale !== 1) return; // the reader zoomed in: leave the page alone
    const isCovered = view.height < innerHeight;
    frame.style.height = isCovered ? `${view.height}px` : "";
    if (isCovered) scrollTo(0, 0);
  });
}
