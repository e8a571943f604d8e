// Names of handling units while somebody types: the list behind the field is asked for anew; without JavaScript the
// field takes the name as it is written.
(() => {
  "use strict";
  const PAUSE = 250; // milliseconds without a key before the server is asked
  let waiting = 0;
  let asked = "";

  const ask = async (list, text) => {
    const answer = await fetch(`${list.dataset.unitsUrl}?q=${encodeURIComponent(text)}`, { headers: { Accept: "text/html" } });
    if (!answer.ok || text !== asked) return;
    const page = new DOMParser().parseFromString(`<datalist>${await answer.text()}</datalist>`, "text/html");
    const options = [...page.querySelectorAll("option")];
    if (options.length) list.replaceChildren(...options.map((option) => document.importNode(option, true)));
  };

  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-units]")) return;
    const list = document.getElementById("units");
    const text = event.target.value.trim();
    if (!list || text.length < 2) return;
    asked = text;
    clearTimeout(waiting);
    waiting = setTimeout(() => ask(list, text), PAUSE);
  });
})();
