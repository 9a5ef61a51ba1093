/* Comfort only: every page works without this file. */
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const live = document.getElementById("live");
  const say = (text) => { live.textContent = ""; requestAnimationFrame(() => { live.textContent = text; }); };

  /* Numbers become buttons that copy, now and after each swap. */
  const arm = () => {
    for (const span of document.querySelectorAll("span[data-copy]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.dataset.copy = span.dataset.copy;
      button.textContent = span.textContent;
      span.replaceWith(button);
    }
  };

  /* "/" goes to the search box, except while something is being typed. */
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const box = document.getElementById("q");
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });

  /* A changed filter searches at once; the box waits for Enter. */
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (event.target.dataset.removal) { location.assign(event.target.dataset.removal); return; }
    if (form && form.id === "search" && event.target.name !== "q") form.requestSubmit();
  });

  const sheet = document.querySelector(".sheet");
  document.addEventListener("click", (event) => {
    if (event.target.closest(".facets-go button") && window.htmx) {
      event.preventDefault();
      sheet.open = false;
      scrollTo(0, 0);
    }
    const copy = event.target.closest("button[data-copy]");
    if (copy && navigator.clipboard) {
      navigator.clipboard.writeText(copy.dataset.copy).then(() => {
        copy.dataset.done = "";
        say(`${live.dataset.copied}: ${copy.dataset.copy}`);
        setTimeout(() => { delete copy.dataset.done; }, 1500);
      }, () => say(copy.dataset.copy));
    }
    const symbol = event.target.closest("a.sym");
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button);
    if (symbol && plain && "popover" in HTMLElement.prototype) {
      event.preventDefault();
      peek(symbol);
    }
  });

  /* The evidence in place, read from the evidence page; whatever fails, the link is followed. */
  let box;
  const peek = async (symbol) => {
    try {
      const answer = await fetch(symbol.href, { credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const section = page.getElementById(new URL(symbol.href).hash.slice(1));
      const parts = section ? section.querySelectorAll(".peek") : [];
      if (!parts.length) throw new Error("no evidence");
      box = box || document.body.appendChild(Object.assign(document.createElement("div"), { id: "peek" }));
      box.popover = "auto";
      box.setAttribute("role", "dialog");
      box.setAttribute("aria-label", symbol.textContent);
      const close = Object.assign(document.createElement("button"), { type: "button", className: "close", textContent: "×" });
      close.setAttribute("aria-label", live.dataset.close);
      close.addEventListener("click", () => { box.hidePopover(); symbol.focus(); });
      const more = Object.assign(document.createElement("a"), { href: symbol.href, textContent: page.querySelector("h1").textContent });
      const last = document.createElement("p");
      last.className = "small";
      last.append(more);
      box.replaceChildren(close, section.querySelector("h2"), parts[0], last);
      box.showPopover();
      const at = symbol.getBoundingClientRect();
      const room = box.getBoundingClientRect();
      const below = at.bottom + 8 + room.height < innerHeight;
      box.style.left = `${Math.max(12, Math.min(at.left, innerWidth - room.width - 12))}px`;
      box.style.top = `${below ? at.bottom + 8 : Math.max(12, at.top - 8 - room.height)}px`;
      close.focus();
    } catch (_error) {
      location.assign(symbol.href);
    }
  };

  /* Another text is meant anew: only the text that was searched exactly stays exact. */
  document.addEventListener("submit", () => {
    const text = document.getElementById("q")?.value.split(/\s+/).filter(Boolean).join(" ");
    for (const one of document.querySelectorAll("[data-literal]")) one.disabled = one.dataset.literal !== text;
  }, true);

  /* On a phone only the labels and what is chosen are folded out at first. */
  if (matchMedia("(max-width: 760px)").matches) {
    for (const one of document.querySelectorAll(".fold")) {
      one.open = one.id === "fold-label" || one.querySelector("[type=checkbox]:checked") !== null;
    }
  }

  /* What was folded in or out stays so when the results are swapped. */
  let folds = new Map();
  document.addEventListener("htmx:beforeSwap", () => {
    folds = new Map([...document.querySelectorAll("#results details[id]")].map((one) => [one.id, one.open]));
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const [id, open] of folds) { const one = document.getElementById(id); if (one) one.open = open; }
    arm();
    const heading = document.getElementById("hits-h");
    if (heading) say(heading.textContent);
  });
  document.addEventListener("htmx:responseError", (event) => location.assign(event.detail.pathInfo.finalRequestPath));
  document.addEventListener("htmx:sendError", () => { say(live.dataset.lost); live.classList.add("lost"); });

  arm();
})();
