// Line icons on a 24 × 24 grid, drawn here so that they look the same on every phone and need no font and no request.
// Each stands beside words that say the same, hence aria-hidden.

const PATHS = {
  arrowDown: ["M12 5v14", "M6 13l6 6 6-6"],
  card: ["M4 6h16a1.5 1.5 0 0 1 1.5 1.5v9A1.5 1.5 0 0 1 20 18H4a1.5 1.5 0 0 1-1.5-1.5v-9A1.5 1.5 0 0 1 4 6z", "M2.5 10.5h19", "M6 14.5h4"],
  check: ["M5 12.5l4.5 4.5L19 7.5"],
  chevronDown: ["M6 9.5l6 6 6-6"],
  clock: ["M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z", "M12 7.5V12l3 2"],
  close: ["M6 6l12 12", "M18 6L6 18"],
  cross: ["M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z", "M9 9l6 6", "M15 9l-6 6"],
  half: ["M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z", "M12 3.5v17"],
  leaf: ["M5 19C4 10 9 4.5 20 4c0 11-5 16-13 15", "M5 21c2-6 5-9 9-11"],
  pin: ["M12 21s-7-6.2-7-11.500a7 7 0 0 1 14 0C19 14.8 12 21 12 21z", "M12 7a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z"],
  question: ["M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z", "M9.5 9.700a2.6 2.6 0 1 1 3.7 2.400c-.8.4-1.2.9-1.2 1.9", "M12 16.800v.1"],
  retry: ["M19.5 12a7.5 7.5 0 1 1-2.2-5.3", "M19.5 3.500v4h-4"],
  send: ["M4 12L20 4.5 15.5 20l-3.8-6.500z", "M11.7 13.500L20 4.5"],
  target: ["M12 5a7 7 0 1 1 0 14 7 7 0 0 1 0-14z", "M12 2v3", "M12 19v3", "M2 12h3", "M19 12h3", "M12 11.500a.5.5 0 1 1 0 1 .5.5 0 0 1 0-1z"],
  walk: ["M13 3.200a1.4 1.4 0 1 1 0 2.8 1.4 1.4 0 0 1 0-2.800z", "M9 20.500l2.5-6L9.5 12l1.2-4.200L14 9l1.5 2.5 2.5 1", "M10.7 7.800L7.5 9.5 7 12.5", "M11.5 14.500l2.8 1.8 1 4.2"],
  warning: ["M12 4l9 15.500H3z", "M12 10v4.5", "M12 17v.1"],
};

/**
 * @param {keyof typeof PATHS} name
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  for (const line of PATHS[name]) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", line);
    svg.append(path);
  }
  return svg;
}
