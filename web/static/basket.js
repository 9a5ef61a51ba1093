/* The basket saves each field as it is left, and keeps in this browser what could not be sent. */
"use strict";
(() => {
  const form = document.getElementById("basket-form");
  if (!form) return;
  const key = `merkbar-basket-${form.dataset.draft}`;
  const week = 7 * 24 * 3600 * 1000;
  const live = document.getElementById("live");
  const saved = document.getElementById("saved");
  const notice = document.getElementById("draft");
  if (live) live.dataset.lost = form.dataset.lost;

  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(key)) || {};
      return kept.at && Date.now() - kept.at < week ? kept.values : {};
    } catch (_error) { return {}; }
  };
  const write = (values) => {
    try {
      if (Object.keys(values).length) localStorage.setItem(key, JSON.stringify({ at: Date.now(), values }));
      else localStorage.removeItem(key);
    } catch (_error) { /* No room or not allowed: the page works without. */ }
  };
  const held = (name) => {
    const field = form.elements[`was-${name}`];
    return field ? field.value : null;
  };
  const plain = (name, text) => name.startsWith("quantity-")
    ? String(Number(text.trim().replace(",", ".")))
    : text.normalize("NFC").trim().replace(/\s+/g, " ");
  const same = (name, text) => held(name) !== null && plain(name, text) === plain(name, held(name));
  const set = (name, text) => { if (form.elements[name]) form.elements[name].value = text; };

  const prune = () => {
    const values = read();
    for (const name of Object.keys(values)) if (held(name) === null || same(name, values[name])) delete values[name];
    write(values);
    return values;
  };
  const mark = () => {
    for (const part of form.querySelectorAll("[data-for]")) {
      const field = document.getElementById(part.dataset.for);
      if (part.querySelector(".field-fault")) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
  };

  /* "2 pk" was understood as so many metres: the field says what is stored, unless it is typed into again. */
  let sent = new Map();
  const quantities = () => [...form.querySelectorAll("input.qty[name^='quantity-']")];
  const understood = () => {
    for (const field of quantities()) {
      const part = form.querySelector(`[data-for="${field.id}"]`);
      const words = field.value === sent.get(field.name) && plain(field.name, field.value) === "NaN";
      if (words && part && !part.querySelector(".field-fault") && held(field.name) !== null) field.value = held(field.name);
    }
  };

  const left = prune();
  let timer;
  let restored = false;
  for (const [name, text] of Object.entries(left)) {
    if (form.elements[name] && form.elements[name].value !== text) { set(name, text); restored = true; }
  }
  if (restored) {
    notice.hidden = false;
    for (const fold of form.querySelectorAll("details")) {
      if ([...fold.querySelectorAll("input")].some((one) => one.name in left)) fold.open = true;
    }
  }
  document.getElementById("draft-drop").addEventListener("click", () => {
    for (const name of Object.keys(read())) if (held(name) !== null) set(name, held(name));
    write({});
    notice.hidden = true;
  });

  form.addEventListener("input", (event) => {
    if (!event.target.name || event.target.type === "hidden") return;
    const values = read();
    values[event.target.name] = event.target.value;
    write(values);
  });
  /* A button that goes away with the update hands its focus to the field that it stood under. */
  let last = null;
  form.addEventListener("focusin", (event) => { last = event.target; });
  const refocus = () => {
    if (!last || last.isConnected || document.activeElement !== document.body) return;
    const again = document.getElementById(last.id) || document.getElementById(last.id.replace("p-", "q-"));
    if (again) again.focus();
  };
  /* Enter stores the field where one is; sent as a form, the page would be drawn anew and the place lost. */
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !window.htmx || !event.target.matches("input:not([type=radio])")) return;
    event.preventDefault();
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
  });
  form.addEventListener("htmx:beforeRequest", () => {
    saved.textContent = form.dataset.saving;
    sent = new Map(quantities().map((field) => [field.name, field.value]));
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.successful) { saved.textContent = form.dataset.lost; return; }
    if (live) live.classList.remove("lost");
    mark();
    understood();
    refocus();
    const open = prune();
    saved.textContent = Object.keys(open).length ? "" : form.dataset.saved;
    clearTimeout(timer);
    timer = setTimeout(() => { if (saved.textContent === form.dataset.saved) saved.textContent = ""; }, 3000);
    if (!Object.keys(open).length) notice.hidden = true;
  });
  addEventListener("online", () => { if (Object.keys(prune()).length) form.dispatchEvent(new Event("change")); });
})();
