/* Quantities: arrows step, and adding keeps place and focus. Without this file forms are sent as usual. */
"use strict";
(() => {
  const live = document.getElementById("live");
  const decimal = (text) => Number(text.trim().replace(/\s/g, "").replace(",", "."));

  /* Up and down go to the next or the last whole step: a pack where goods are sold in packs, else one. */
  const stepped = (value, step, up) => {
    const steps = up ? Math.floor(value / step + 1e-9) + 1 : Math.ceil(value / step - 1e-9) - 1;
    return Number((Math.max(1, steps) * step).toFixed(6));
  };
  let waiting;
  const changed = (field) => {
    if (waiting && waiting.field === field) clearTimeout(waiting.timer);
    waiting = undefined;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!field.matches("input.qty") || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const value = decimal(field.value || "0");
    if (!Number.isFinite(value)) return;
    event.preventDefault();
    const next = stepped(value, decimal(field.dataset.step || "1") || 1, event.key === "ArrowUp");
    field.value = String(next).replace(".", ",");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    if (waiting) clearTimeout(waiting.timer);
    waiting = { field, timer: setTimeout(changed, 400, field) };
  });
  document.addEventListener("focusout", (event) => {
    if (waiting && waiting.field === event.target) changed(event.target);
  });

  /* The answer to an added line is the page that the form came from: its message and basket are taken over. */
  const toast = (text) => {
    live.textContent = text;
    live.classList.add("told");
    clearTimeout(toast.timer);
    toast.timer = setTimeout(() => { live.classList.remove("told"); }, 4000);
  };
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form.add")) return;
    event.preventDefault();
    if (form.dataset.sending !== undefined) return;
    form.dataset.sending = "";
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin" });
      /* Nothing is stored of what is refused: sent as usual, it is answered with the reason. */
      if (!answer.ok) { form.submit(); return; }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const [told, basket] = [page.getElementById("notes"), page.getElementById("basket-link")];
      if (!told || !told.textContent.trim() || !basket) { location.assign(answer.url); return; }
      /* The notice stands above the hits: the page is moved by as much, whether or not the browser does. */
      const before = form.getBoundingClientRect().top;
      document.getElementById("notes").replaceChildren(...told.childNodes);
      document.getElementById("basket-link").replaceWith(basket);
      scrollBy(0, form.getBoundingClientRect().top - before);
      toast(document.getElementById("notes").textContent.trim());
    } catch (_error) {
      toast(live.dataset.unsent);
    } finally {
      delete form.dataset.sending;
    }
  });
})();
