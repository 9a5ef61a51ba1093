/* The phone's camera as a scanner. Nothing of it is loaded, and no camera asked for, before the button is
   pressed; the reader comes from this site, never from elsewhere. */
"use strict";
(() => {
  const box = document.getElementById("camera");
  const form = document.getElementById("quick-scan");
  if (!box || !form || !navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) return;
  const start = document.getElementById("camera-start");
  const stop = document.getElementById("camera-stop");
  const picture = document.getElementById("camera-picture");
  const said = document.getElementById("camera-said");
  const formats = ["ean_13", "ean_8", "upc_a", "upc_e", "itf", "code_128"];
  const again = 3000;
  let stream = null;
  let detector = null;
  let last = "";
  let at = 0;
  box.hidden = false;

  const load = () => new Promise((resolve, reject) => {
    if (window.BarcodeDetectionAPI) { resolve(window.BarcodeDetectionAPI); return; }
    const script = document.createElement("script");
    script.src = box.dataset.script;
    script.addEventListener("load", () => resolve(window.BarcodeDetectionAPI));
    script.addEventListener("error", () => reject(new Error("script")));
    document.head.append(script);
  });
  const reader = async () => {
    const api = await load();
    await api.prepareZXingModule({ overrides: { locateFile: () => box.dataset.wasm }, fireImmediately: true });
    return new api.BarcodeDetector({ formats });
  };

  const off = () => {
    if (stream) for (const track of stream.getTracks()) track.stop();
    stream = null;
    picture.srcObject = null;
    picture.hidden = true;
    stop.hidden = true;
    start.hidden = false;
  };
  const take = (code) => {
    const now = Date.now();
    if (code === last && now - at < again) return;
    [last, at] = [code, now];
    said.textContent = `${box.dataset.read}: ${code}`;
    if (navigator.vibrate) navigator.vibrate(80);
    form.elements.scan.value = code;
    form.requestSubmit();
  };
  const look = async () => {
    if (!stream) return;
    try {
      const found = picture.readyState >= 2 ? await detector.detect(picture) : [];
      if (found.length) take(found[0].rawValue);
    } catch (_error) { /* A frame that cannot be read: the next one may be. */ }
    setTimeout(look, 120);
  };

  start.addEventListener("click", async () => {
    start.disabled = true;
    said.textContent = "";
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: "environment" } });
    } catch (_error) {
      said.textContent = box.dataset.noCamera;
      start.disabled = false;
      return;
    }
    try {
      detector = detector || await reader();
      picture.srcObject = stream;
      picture.hidden = false;
      await picture.play();
      start.hidden = true;
      stop.hidden = false;
      stop.focus();
      said.textContent = box.dataset.looking;
      look();
    } catch (_error) {
      said.textContent = box.dataset.failed;
      off();
    }
    start.disabled = false;
  });
  stop.addEventListener("click", () => { off(); said.textContent = ""; start.focus(); });
  addEventListener("pagehide", off);
  document.addEventListener("visibilitychange", () => { if (document.hidden) off(); });
})();
