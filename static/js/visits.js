// Visits on a phone: kept here before they are sent, sent once, under the person who wrote them.
(() => {
  "use strict";
  const PATIENCE = 20000; // milliseconds after which a network that does not answer counts as none
  const LARGEST = 2000; // points on the longer side of a photo that is sent
  const HEAVY = 1000000; // bytes from which a photo is drawn smaller
  const settings = document.querySelector("[data-visits]");
  if (!settings || !("indexedDB" in window)) return;
  const words = settings.dataset;

  // --- What the phone keeps -------------------------------------------------------------------------------------------
  const base = new Promise((resolve, reject) => {
    const opening = indexedDB.open("visits", 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("waiting", { keyPath: "client_id" });
      opening.result.createObjectStore("me", { keyPath: "key" });
    };
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });

  async function ask(store, mode, act) {
    const request = act((await base).transaction(store, mode).objectStore(store));
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }
  const keep = (record) => ask("waiting", "readwrite", (store) => store.put(record));
  const drop = (id) => ask("waiting", "readwrite", (store) => store.delete(id));
  const waiting = () => ask("waiting", "readonly", (store) => store.getAll());
  const knowMe = (me) => ask("me", "readwrite", (store) => store.put({ key: "me", ...me }));
  const whoAmI = () => ask("me", "readonly", (store) => store.get("me"));

  // --- The form -------------------------------------------------------------------------------------------------------
  const form = document.querySelector("form[data-visit]");
  const dialog = document.getElementById("discard");

  async function smaller(file) {
    if (!file.type.startsWith("image/") || file.size < HEAVY) return file;
    try {
      const drawn = await createImageBitmap(file);
      const scale = Math.min(1, LARGEST / Math.max(drawn.width, drawn.height));
      const canvas = Object.assign(document.createElement("canvas"), {
        width: Math.round(drawn.width * scale),
        height: Math.round(drawn.height * scale),
      });
      canvas.getContext("2d").drawImage(drawn, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
      return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" }) : file;
    } catch {
      return file; // the server says what is wrong with it
    }
  }

  async function read() {
    const entries = [];
    for (const [name, value] of new FormData(form)) {
      if (name === "csrfmiddlewaretoken" || (value instanceof File && !value.size)) continue;
      entries.push([name, value instanceof File ? await smaller(value) : value]);
    }
    const me = await whoAmI();
    const firm = form.elements.enterprise;
    return {
      client_id: form.elements.client_id.value,
      author: me ? me.user : null,
      written_by: me ? me.name : "",
      title: (firm.selectedOptions && firm.value ? firm.selectedOptions[0].text : firm.value) || words.untitled,
      entries,
      saved_at: Date.now(),
      errors: [],
    };
  }

  function fill(record) {
    const files = new DataTransfer();
    [...form.elements].forEach((control) => {
      if (control.type === "checkbox") control.checked = false;
    });
    record.entries.forEach(([name, value]) => {
      if (value instanceof Blob) return void files.items.add(value);
      const control = form.elements[name];
      if (control instanceof RadioNodeList || (control && control.type === "checkbox")) {
        const boxes = control instanceof RadioNodeList ? [...control] : [control];
        boxes.forEach((box) => {
          if (box.value === value) box.checked = true;
        });
      } else if (control) {
        if (control.options && ![...control.options].some((one) => one.value === value)) control.add(new Option(record.title, value));
        control.value = value;
      }
    });
    form.elements.files.files = files.files;
    form.querySelectorAll("[data-here]").forEach((panel) => panel.dispatchEvent(new Event("here:show")));
    complain(record.errors || []);
  }

  function complain(errors) {
    form.querySelectorAll(".field__error[data-by-script]").forEach((line) => line.remove());
    const summary = document.querySelector("[data-visit-errors]");
    summary.hidden = errors.length === 0;
    const list = summary.querySelector("ul");
    list.replaceChildren();
    errors.forEach(([name, text]) => {
      const line = document.createElement("li");
      const control = name && form.querySelector(`[name="${name}"]:not([type=hidden])`);
      if (control) {
        const link = Object.assign(document.createElement("a"), { href: `#${control.id}`, textContent: text });
        line.append(link);
        const said = Object.assign(document.createElement("p"), { className: "field__error", textContent: text, id: `${control.id}_said` });
        said.dataset.byScript = "";
        const legend = control.closest("fieldset") && control.closest("fieldset").querySelector("legend");
        if (legend) legend.after(said);
        else control.before(said);
        control.setAttribute("aria-describedby", said.id);
      } else line.textContent = text;
      list.append(line);
    });
    if (errors.length) summary.focus();
  }

  async function choices() {
    const me = await whoAmI();
    if (!me || !form || !words.offline) return;
    const select = form.elements.enterprise;
    me.enterprises.forEach((one) => select.add(new Option(one.name, one.uscc)));
    const wanted = new URLSearchParams(location.search).get("enterprise");
    if (!me.all) {
      const typed = Object.assign(document.createElement("input"), { type: "text", name: "enterprise", id: select.id, value: wanted || "" });
      select.replaceWith(typed); // whoever may choose among more than a list holds types a name or a code
    } else if (wanted) select.value = wanted;
    const scanned = location.pathname.match(/\/check-in\/([^/]+)\/$/);
    if (scanned) form.elements.code.value = decodeURIComponent(scanned[1]);
    form.querySelectorAll("[data-here]").forEach((panel) => panel.dispatchEvent(new Event("here:show")));
  }

  function fresh() {
    form.reset();
    form.elements.client_id.value = crypto.randomUUID();
    const now = new Date(Date.now() - new Date().getTimezoneOffset() * 60000);
    form.elements.happened_at.value = now.toISOString().slice(0, 16);
    ["longitude", "latitude", "accuracy", "taken_at", "code"].forEach((name) => (form.elements[name].value = ""));
    form.querySelectorAll("[data-here]").forEach((panel) => panel.dispatchEvent(new Event("here:show")));
    delete form.dataset.dirty;
  }

  // --- Sending --------------------------------------------------------------------------------------------------------
  const call = (options = {}) =>
    fetch(words.visits, { credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout(PATIENCE), ...options });

  async function fetchMe() {
    const answer = await call();
    if (answer.type === "opaqueredirect" || answer.status === 403) return null;
    if (!answer.ok) throw new Error(`answer ${answer.status}`);
    return answer.json();
  }

  // Returns {state, url, errors}; throws without a network. The number of the page makes it once, however often it is sent.
  async function send(record, session) {
    if (record.author !== session.user) return { state: "foreign" };
    const body = new FormData();
    record.entries.forEach(([name, value]) => body.append(name, value, ...(value instanceof File ? [value.name] : [])));
    body.append("author", session.user);
    const answer = await call({ method: "POST", body, headers: { "X-CSRFToken": session.token } });
    if (answer.type === "opaqueredirect") return { state: "signed_out" };
    if (![200, 409, 422].includes(answer.status)) throw new Error(`answer ${answer.status}`);
    return answer.json();
  }

  let running = false;
  async function sendAll() {
    if (running) return;
    running = true;
    try {
      const records = await waiting();
      if (!records.length) return;
      const session = await fetchMe();
      if (!session) return void (await list(words.signedOut));
      await knowMe(session.me);
      let sent = 0;
      for (const record of records) {
        const result = await send(record, session);
        if (result.state === "saved") {
          await drop(record.client_id);
          sent += 1;
        } else if (result.state === "wrong") await keep({ ...record, errors: result.errors });
        else if (result.state === "signed_out") return void (await list(words.signedOut));
      }
      await list(sent ? words.sent.replace("{n}", sent) : "");
    } catch {
      await list(words.noNetwork);
    } finally {
      running = false;
    }
  }

  // --- What waits -----------------------------------------------------------------------------------------------------
  const panel = document.querySelector("[data-waiting]");

  function row(record, me) {
    const made = panel.querySelector("template").content.cloneNode(true);
    const own = !me || record.author === null || record.author === me.user;
    made.querySelector("b").textContent = own ? record.title : words.foreign.replace("{name}", record.written_by);
    made.querySelector("[data-when]").textContent = new Date(record.saved_at).toLocaleString(document.documentElement.lang);
    const said = made.querySelector("[data-error]");
    said.hidden = !record.errors.length || !own;
    said.textContent = record.errors.map(([, text, label]) => (label ? `${label} ${text}` : text)).join(" ");
    const open = made.querySelector("[data-open]");
    open.hidden = !own;
    open.addEventListener("click", () => {
      if (form) {
        fill(record);
        form.scrollIntoView();
      } else location.assign(`${words.form}#${record.client_id}`);
    });
    const discard = made.querySelector("[data-discard]");
    discard.hidden = !own;
    discard.addEventListener("click", () => {
      dialog.showModal();
      dialog.querySelector("[data-yes]").onclick = async () => {
        dialog.close();
        await drop(record.client_id);
        await list();
      };
    });
    return made;
  }

  async function list(says) {
    if (!panel) return;
    const [records, me] = [await waiting(), await whoAmI()];
    panel.hidden = records.length === 0 && !says;
    panel.querySelector("ul").replaceChildren(...records.map((record) => row(record, me)));
    panel.querySelector("[data-send]").hidden = records.length === 0;
    if (says !== undefined) panel.querySelector("[data-says]").textContent = says;
  }

  async function submitted(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.sending) return;
    form.dataset.sending = "1";
    const press = form.querySelector("button[type=submit]");
    press.setAttribute("aria-busy", "true");
    try {
      const record = await read();
      await keep(record); // before anything else: what was written is on this phone
      const session = await fetchMe();
      if (session) record.author ??= session.user;
      const result = session ? await send(record, session) : { state: "signed_out" };
      if (result.state === "saved") {
        await drop(record.client_id);
        form.dataset.clean = "1";
        return location.assign(result.url);
      }
      if (result.state === "wrong") {
        await drop(record.client_id);
        complain(result.errors);
      } else await keptHere(result.state === "signed_out" ? words.signedOut : words.foreignNow);
    } catch {
      await keptHere(words.kept);
    } finally {
      delete form.dataset.sending;
      press.removeAttribute("aria-busy");
    }
  }

  async function keptHere(says) {
    complain([]);
    fresh();
    await list(says);
    panel.focus();
    panel.scrollIntoView();
  }

  // --- From the first moment ------------------------------------------------------------------------------------------
  async function begin() {
    const told = document.getElementById("own-page");
    if (told) await knowMe(JSON.parse(told.textContent));
    if (form) {
      form.addEventListener("submit", submitted, { capture: true });
      await choices();
      if (words.offline) fresh();
      const asked = (await waiting()).find((record) => `#${record.client_id}` === location.hash);
      if (asked) fill(asked);
    }
    if (panel) panel.querySelector("[data-send]").addEventListener("click", sendAll);
    await list();
    if (navigator.onLine && !location.hash) await sendAll();
    settings.dataset.ready = "1";
  }

  window.addEventListener("online", sendAll);
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-forget]")) ask("me", "readwrite", (store) => store.clear());
  });
  if ("serviceWorker" in navigator && words.worker) navigator.serviceWorker.register(words.worker, { scope: words.scope });
  document.addEventListener("DOMContentLoaded", begin);
})();
