// Check-in by position: asked for once, on the press of the button; what it shows is graded by the server.
(() => {
  "use strict";
  const WAIT = 15000; // milliseconds that a phone may look for satellites

  const field = (panel, name) => panel.querySelector(`[name=${name}]`);

  function say(panel, words, tone) {
    const line = panel.querySelector("[data-here-says]");
    line.textContent = words;
    line.dataset.tone = tone;
  }

  function show(panel) {
    const taken = field(panel, "longitude").value !== "" || field(panel, "code").value !== "";
    panel.querySelector("[data-here-take]").hidden = taken;
    panel.querySelector("[data-here-drop]").hidden = !taken;
    panel.querySelectorAll("[data-here-wrong]").forEach((line) => (line.hidden = !taken));
    const metres = Math.round(Number(field(panel, "accuracy").value));
    if (field(panel, "code").value) say(panel, panel.dataset.byCode, "kept");
    else if (taken) say(panel, panel.dataset.taken.replace("{n}", metres), metres <= 100 ? "kept" : "soon");
    else say(panel, panel.dataset.none, "");
  }

  function keep(panel, position) {
    field(panel, "longitude").value = position.coords.longitude.toFixed(6);
    field(panel, "latitude").value = position.coords.latitude.toFixed(6);
    field(panel, "accuracy").value = position.coords.accuracy.toFixed(1);
    field(panel, "taken_at").value = new Date(position.timestamp).toISOString();
    panel.querySelectorAll("[data-here-wrong]").forEach((line) => line.remove());
    show(panel);
  }

  function take(panel) {
    const press = panel.querySelector("[data-here-take]");
    press.setAttribute("aria-busy", "true");
    say(panel, panel.dataset.looking, "");
    const done = (act) => (result) => {
      press.removeAttribute("aria-busy");
      act(result);
    };
    navigator.geolocation.getCurrentPosition(
      done((position) => keep(panel, position)),
      done((error) => say(panel, error.code === error.PERMISSION_DENIED ? panel.dataset.denied : panel.dataset.lost, "over")),
      { enableHighAccuracy: true, timeout: WAIT, maximumAge: 0 }
    );
  }

  function drop(panel) {
    ["longitude", "latitude", "accuracy", "taken_at", "code"].forEach((name) => (field(panel, name).value = ""));
    panel.querySelectorAll("[data-here-wrong]").forEach((line) => line.remove());
    show(panel);
    panel.querySelector("[data-here-take]").focus();
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-here]").forEach((panel) => {
      panel.hidden = !("geolocation" in navigator);
      panel.querySelector("[data-here-take]").addEventListener("click", () => take(panel));
      panel.querySelector("[data-here-drop]").addEventListener("click", () => drop(panel));
      panel.addEventListener("here:show", () => show(panel));
      show(panel);
      const mode = () => {
        const chosen = document.querySelector("[name=mode]:checked");
        if (chosen) panel.hidden = chosen.value !== "on_site";
      };
      document.querySelectorAll("[name=mode]").forEach((one) => one.addEventListener("change", mode));
      mode();
    });
  });
})();
