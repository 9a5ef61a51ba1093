/* The buyer has pressed "send" already: the form goes at once. Without this file its own button sends it. Who
   comes back to the page, or loads it again, decides anew. */
"use strict";
(() => {
  const form = document.getElementById("punchout-return");
  const [way] = performance.getEntriesByType("navigation");
  if (!form || !("send" in form.dataset) || !way || way.type !== "navigate") return;
  form.requestSubmit();
})();
