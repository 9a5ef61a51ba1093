/* The search box as a combobox: a list of suggestions, chosen by hand (ARIA APG "list autocomplete with
   manual selection"). Focus stays in the box. Comfort only: without this file the form just works. */
"use strict";
(() => {
  const input = document.getElementById("q");
  const list = document.getElementById("suggest");
  const live = document.getElementById("live");
  if (!input || !list) return;
  const words = list.dataset;
  const WAIT = 120; // ms without a key before the server is asked
  const TELL = 700; // ms before a screen reader is told how many there are
  const KEPT = 8;
  const STORE = "merkbar.numbers";
  const NUMBER = /^(no:|se:|fi:)?\d(?:[\d .-]*\d)?$/i;
  let asked = new AbortController();
  let waiting;
  let telling;
  let active = -1;
  let known = new Set(); // identifiers in the last answer, so that a part number is remembered, too

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  /* Numbers looked up before: in this browser only, never sent anywhere. */
  const past = () => {
    try { return JSON.parse(localStorage.getItem(STORE)) || []; } catch (_error) { return []; }
  };
  const keep = (numbers) => {
    try {
      if (numbers.length) localStorage.setItem(STORE, JSON.stringify(numbers));
      else localStorage.removeItem(STORE);
    } catch (_error) { /* a browser that keeps nothing */ }
  };
  const compact = (text) => text.toLowerCase().replace(/[\s.-]/g, "");
  const first = (text) => text.split(" ")[0]; // an identifier stands before the name of its product
  const remember = (text) => {
    const digits = text.replace(/\D/g, "").length;
    if (!(NUMBER.test(text) && digits >= 6 && digits <= 14) && !known.has(compact(text))) return;
    keep([text, ...past().filter((one) => compact(one) !== compact(text))].slice(0, KEPT));
  };

  const options = () => [...list.querySelectorAll("[role=option]")];
  const close = () => {
    clearTimeout(waiting);
    clearTimeout(telling);
    asked.abort();
    active = -1;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const point = (place) => {
    const all = options();
    active = place < 0 ? all.length - 1 : place % all.length;
    all.forEach((one, number) => one.setAttribute("aria-selected", String(number === active)));
    all[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", all[active].id);
  };
  const tell = (count) => {
    clearTimeout(telling);
    telling = setTimeout(() => {
      live.textContent = count === 1 ? words.one : count ? words.many.replace("{count}", count) : words.none;
    }, TELL);
  };

  const option = (item, number) => {
    const one = document.createElement(item.url ? "a" : "div");
    one.id = `suggest-${number}`;
    one.className = "suggest-option";
    one.setAttribute("role", "option");
    one.setAttribute("aria-selected", "false");
    one.dataset.kind = item.kind;
    one.textContent = item.text;
    if (item.url) { one.href = item.url; one.tabIndex = -1; }
    return one;
  };
  const show = (items, text) => {
    const groups = new Map();
    for (const item of items) groups.set(item.kind, [...(groups.get(item.kind) || []), item]);
    let number = 0;
    list.replaceChildren(...[...groups].map(([kind, own]) => {
      const group = document.createElement("div");
      const heading = Object.assign(document.createElement("div"), { id: `suggest-${kind}`, className: "suggest-kind", textContent: words[kind] || kind });
      group.setAttribute("role", "group");
      group.setAttribute("aria-labelledby", heading.id);
      heading.setAttribute("role", "presentation");
      group.append(heading, ...own.map((item) => option(item, number++)));
      return group;
    }));
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.scrollTop = 0;
    list.dataset.text = text;
    list.hidden = !number;
    input.setAttribute("aria-expanded", String(Boolean(number)));
  };

  /* Addresses in answers are absolute; the page stays where it is served. */
  const local = (url) => { const to = new URL(url, location.href); return to.pathname + to.search; };
  const remembered = (text) => {
    const found = past().filter((one) => compact(one).startsWith(compact(text)) && compact(one) !== compact(text));
    const items = found.map((one) => ({ kind: "past", text: one, url: `${input.form.getAttribute("action")}?q=${encodeURIComponent(one)}` }));
    return items.length ? [...items, { kind: "past", text: words.forget }] : [];
  };
  const ask = async () => {
    asked.abort();
    asked = new AbortController();
    const { signal } = asked;
    const text = input.value.trim();
    const own = remembered(text);
    if (!text) { if (own.length) show(own, text); else close(); return; }
    try {
      const answer = await fetch(`${words.url}?q=${encodeURIComponent(text)}`, { signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const { items } = await answer.json();
      if (signal.aborted) return;
      known = new Set(items.filter((item) => item.kind === "identifier").map((item) => compact(first(item.text))));
      show([...own, ...items.map((item) => ({ ...item, url: local(item.url) }))], text);
      tell(own.length ? own.length - 1 + items.length : items.length);
    } catch (_error) {
      if (!signal.aborted) close(); // no suggestions is no error: Enter still searches
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    if (!input.value.trim()) close();
    else waiting = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const open = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) ask();
      else point(event.key === "ArrowDown" ? active + 1 : active < 0 ? -1 : active - 1);
    } else if (event.key === "Enter" && open && active >= 0) {
      event.preventDefault();
      options()[active].click();
    } else if (event.key === "Escape" && (open || input.value)) {
      event.preventDefault();
      if (!open) input.value = "";
      close();
    } else if (event.key === "Tab") {
      close();
    }
  });
  input.addEventListener("blur", close);
  input.addEventListener("click", () => { if (!input.value && list.hidden) ask(); });
  input.form.addEventListener("submit", () => { remember(input.value.trim()); close(); });
  addEventListener("pagehide", close);

  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const chosen = event.target.closest("[role=option]");
    if (!chosen) return;
    if (!chosen.href) keep([]);
    else if (chosen.dataset.kind === "identifier") remember(first(chosen.textContent));
    close();
  });
})();
