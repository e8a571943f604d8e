// Forms: one submission at a time, a warning before a draft is lost, focus on the error summary, polling that rests.
(() => {
  "use strict";
  const RELEASE_AFTER = 8000; // milliseconds after which a form may be sent again when the page has not changed

  const release = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || (form.method || "get").toLowerCase() !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    form.dataset.clean = "1";
    if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
    setTimeout(() => release(form), RELEASE_AFTER);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest ? event.target.closest("form") : null;
    if (form) release(form);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

  // A greyed button explains itself; it does nothing.
  document.addEventListener("click", (event) => {
    if (event.target.closest && event.target.closest('[aria-disabled="true"]')) event.preventDefault();
  });

  // data-warn-unsaved on a form: leaving with changes asks first.
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.hasAttribute("data-warn-unsaved")) form.dataset.dirty = "1";
  });
  window.addEventListener("beforeunload", (event) => {
    const lost = [...document.querySelectorAll("form[data-warn-unsaved][data-dirty]")];
    if (lost.some((form) => !form.dataset.clean)) event.preventDefault();
  });

  // data-send-to: a link inside a form takes what was typed along; without a form it is a link.
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[data-send-to]");
    const form = link && link.closest("form");
    if (!form) return;
    event.preventDefault();
    form.dataset.clean = "1";
    form.action = link.href;
    form.submit();
  });

  // data-submit-on-change: a select that applies at once; a button stands beside it for pages without JavaScript.
  document.addEventListener("change", (event) => {
    const control = event.target;
    if (control.hasAttribute("data-submit-on-change") && control.form) control.form.requestSubmit();
  });

  // Ticked rows: the bar says how many; the box in the head ticks all.
  const count = (form) => {
    const boxes = [...form.querySelectorAll("[data-bulk-row]")];
    const chosen = boxes.filter((box) => box.checked).length;
    const label = form.querySelector("[data-bulk-count]");
    if (label) label.textContent = label.dataset.word.replace("{n}", chosen);
    form.querySelectorAll("[data-bulk-bar] button").forEach((button) => (button.disabled = chosen === 0));
  };
  document.addEventListener("change", (event) => {
    const form = event.target.closest("[data-bulk]");
    if (!form) return;
    if (event.target.hasAttribute("data-bulk-all")) {
      form.querySelectorAll("[data-bulk-row]").forEach((box) => (box.checked = event.target.checked));
    }
    count(form);
  });

  // Regular questions to the server rest while nobody looks, and while somebody writes in what would be replaced.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const asking = event.detail.elt;
    const regular = /\bevery\b/.test(asking.getAttribute("hx-trigger") || "");
    const writing = event.detail.target.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");
    if (regular && (document.hidden || writing)) event.preventDefault();
  });

  document.addEventListener("DOMContentLoaded", () => {
    const summary = document.querySelector("[data-focus]");
    if (summary) summary.focus();
    document.querySelectorAll("[data-bulk]").forEach(count);
  });
})();
