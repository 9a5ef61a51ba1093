/* <merkbar-badge identifier="5397184821671"></merkbar-badge> becomes a badge that leads to its evidence. */
(() => {
  "use strict";
  const src = document.currentScript?.src;
  if (!src || customElements.get("merkbar-badge")) return;
  const base = new URL(".", src).href;
  const words = {{ words|tojson }};

  const language = (element) => {
    const code = (element.closest("[lang]")?.lang || "nb").slice(0, 2).toLowerCase();
    return words[code] ? code : code === "no" || code === "nn" ? "nb" : "en";
  };

  /* What the picture says, for those who cannot see it. */
  const alternative = (item, asked, own) => {
    if (!item?.name) return "";
    const said = item.labels.filter((one) => !asked || asked.split(",").includes(one.label)).map((one) => {
      const tier = one.tier ? ` ${one.tier[0].toUpperCase()}${one.tier.slice(1)}` : "";
      const until = one.state === "expiring" ? ` ${one.valid_to}` : "";
      return `${own.names[one.label] || one.label}${tier} (${own[one.state]}${until})`;
    });
    return `${item.name}: ${said.join(", ") || own.none}`;
  };

  const draw = (element, item) => {
    const of = (name) => element.getAttribute(name) || "";
    const code = language(element);
    const label = of("label");
    const image = document.createElement("img");
    const path = [of("identifier"), ...(label ? [label] : [])].map((one) => one.replace(/[/?#\\]/g, encodeURIComponent));
    const address = new URL(`badge/v1/${path.join("/")}.svg`, base);
    for (const [name, value] of [["labels", of("labels")], ["style", of("design")], ["mode", of("mode")], ["size", of("size")], ["lang", code]]) {
      if (value && value !== "nb") address.searchParams.set(name, value);
    }
    /* A link that stands in the element stays: it is what was there without scripts. */
    const link = element.querySelector("a") || document.createElement("a");
    image.alt = alternative(item, label || of("labels"), words[code]) || link.textContent.trim() || words[code].badge;
    image.height = Math.min(64, Math.max(16, +of("size") || 20));
    image.src = address;
    if (item?.product_id) link.href = `${base}products/${item.product_id}/evidence`;
    link.replaceChildren(image);
    element.replaceChildren(link.href ? link : image);
  };

  const ask = async (elements) => {
    const found = {};
    try {
      const identifiers = [...new Set(elements.map((one) => one.getAttribute("identifier")))];
      const answer = await fetch(`${base}api/v1/lookup`, {
        method: "POST",
        credentials: "omit",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ identifiers }),
      });
      for (const item of (await answer.json()).items) found[item.identifier] = item;
    } catch (_error) { /* The pictures need no answer. */ }
    for (const one of elements) draw(one, found[one.getAttribute("identifier")]);
  };

  /* All elements that come at once are one question. */
  let waiting = [];
  customElements.define("merkbar-badge", class extends HTMLElement {
    connectedCallback() {
      if (this.asked || !this.getAttribute("identifier")) return;
      this.asked = true;
      if (waiting.push(this) > 1) return;
      setTimeout(() => {
        const all = waiting;
        waiting = [];
        while (all.length) ask(all.splice(0, 1000));
      });
    }
  });
})();
