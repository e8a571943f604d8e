// Keys for those who work lists all day: / searches, J and K walk the rows, Enter opens, letters press data-key buttons.
(() => {
  "use strict";

  const rows = () => [...document.querySelectorAll("table[data-rows] tbody tr, ol[data-rows] > li")];
  const current = () => document.querySelector(".is-current");

  const walk = (step) => {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(current());
    const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
    all.forEach((row) => row.classList.toggle("is-current", row === next));
    const link = next.querySelector("a");
    if (link) link.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    const key = event.key.toLowerCase();
    const focused = document.querySelector(`[data-focus-key="${CSS.escape(key)}"]`);
    if (focused && focused.offsetParent) {
      event.preventDefault();
      focused.focus();
      return;
    }
    if (key === "j") walk(1);
    if (key === "k") walk(-1);
    const place = current() || document;
    const button = key.length === 1 && place.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (button) {
      event.preventDefault();
      button.click();
    }
  });
})();
