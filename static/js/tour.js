// The tour of the demo city: a card that walks the pages of a role. It lives in this tab only; Escape ends it.
(() => {
  "use strict";
  const KEY = "tour";

  function kept() {
    try {
      return JSON.parse(sessionStorage.getItem(KEY));
    } catch {
      return null;
    }
  }

  function go(tour, at) {
    sessionStorage.setItem(KEY, JSON.stringify({ ...tour, at, page: null })); // the page is known on arrival
    location.assign(tour.stations[at].url);
  }

  function button(label, kind, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = `btn ${kind}`;
    made.textContent = label;
    made.addEventListener("click", act);
    return made;
  }

  function end(card, here) {
    sessionStorage.removeItem(KEY);
    if (here) here.classList.remove("tour-here");
    card.remove();
  }

  function text(kind, name, words) {
    const made = document.createElement(kind);
    if (name) made.className = name;
    made.textContent = words;
    return made;
  }

  function show(tour) {
    const { words, stations, at } = tour;
    const station = stations[at];
    const here = document.querySelector(station.selector) || document.querySelector("main h1");
    const card = document.createElement("section");
    card.className = "tour";
    card.setAttribute("role", "dialog");
    card.setAttribute("aria-labelledby", "tour-title");
    const title = text("h2", "", station.title);
    title.id = "tour-title";
    title.tabIndex = -1;
    const acts = document.createElement("div");
    acts.className = "tour__acts";
    acts.append(text("span", "tour__n", words.of.replace("{n}", at + 1).replace("{all}", stations.length)));
    const last = at === stations.length - 1;
    if (!last) acts.append(button(words.end, "btn--plain", () => end(card, here)));
    if (at > 0) acts.append(button(words.back, "", () => go(tour, at - 1)));
    acts.append(last ? button(words.end, "btn--go", () => end(card, here)) : button(words.next, "btn--go", () => go(tour, at + 1)));
    card.append(title, text("p", "", station.text), acts);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && card.isConnected) end(card, here);
    });
    document.body.append(card);
    if (here) {
      here.classList.add("tour-here");
      here.scrollIntoView({ block: "center" });
    }
    title.focus({ preventScroll: true });
  }

  const stations = document.getElementById("tour-stations");
  const start = document.querySelector("[data-tour-start]");
  if (stations && start) {
    start.hidden = false;
    start.addEventListener("click", () => go(JSON.parse(stations.textContent), 0));
    return;
  }
  const tour = kept();
  if (tour && tour.stations[tour.at]) {
    // A station may lead on to another page: where the walk arrives is where the card belongs.
    if (!tour.page) sessionStorage.setItem(KEY, JSON.stringify({ ...tour, page: location.pathname }));
    if (!tour.page || tour.page === location.pathname) show(tour);
  }
})();
