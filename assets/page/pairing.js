// Pairing: this browser with a code, or another device with a QR code that this one shows.

import { $, draw, notice } from "./dom.js";
import { ask, kept } from "./kept.js";

export class Pairing {
  constructor(paired) {
    this.paired = paired;
    $("pairing-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.use($("pairing-code").value);
    });
    $("pair").addEventListener("click", () => this.offer());
    $("pair-close").addEventListener("click", () => $("pair-dialog").close());
    $("pair-dialog").addEventListener("close", () => clearInterval(this.timer));
    $("unpair").addEventListener("click", () => {
      kept.token = kept.id = ""; // whoever pairs it next is not shown what was asked here before
      location.reload();
    });
  }

  // The code of a QR code that was scanned, which stays in no address bar and no history; whether there was one.
  fromAddress() {
    const code = new URLSearchParams(location.hash.slice(1)).get("pair");
    if (!code) return false;
    history.replaceState(null, "", location.pathname + location.search);
    this.use(code);
    return true;
  }

  want(why) {
    document.body.dataset.paired = "no";
    $("pairing").hidden = false;
    $("pairing-said").textContent = kept.token ? why : "";
    if (document.body.dataset.view !== "kiosk") $("pairing-code").focus();
  }

  async use(code) {
    $("pairing-said").textContent = "One moment…";
    try {
      kept.token = (await ask("/paired", { code })).token;
      $("pairing-code").value = $("pairing-said").textContent = "";
      $("pairing").hidden = true;
      document.body.dataset.paired = "yes";
      this.paired();
    } catch (error) {
      this.want("");
      $("pairing-said").textContent = error.message;
    }
  }

  async offer() {
    let made;
    try {
      made = await ask("/pair", { origin: location.origin });
    } catch (error) {
      return notice(error.message);
    }
    $("pair-origin").textContent = made.link.split("/#")[0];
    $("pair-code").textContent = `${made.code.slice(0, 3)}-${made.code.slice(3)}`;
    $("pair-qr").replaceChildren(picture(made.qr, made.link));
    this.countDown(made.lasts_s);
    $("pair-dialog").showModal();
  }

  countDown(seconds) {
    const until = performance.now() + seconds * 1000;
    const show = () => {
      const left = Math.ceil((until - performance.now()) / 1000);
      if (left <= 0) return $("pair-dialog").close();
      $("pair-left").textContent = `It can be used once, within ${left > 60 ? `${Math.ceil(left / 60)} minutes` : `${left} seconds`}.`;
    };
    clearInterval(this.timer);
    this.timer = setInterval(show, 1000);
    show();
  }
}

// Dark squares on a light plate, in a dark view too: cameras want it so.
function picture(rows, link) {
  const path = rows.map((row, y) => [...row].map((one, x) => (one === "1" ? `M${x} ${y}h1v1h-1z` : "")).join("")).join("");
  const size = rows.length + 8;
  return draw(
    "svg", { viewBox: `-4 -4 ${size} ${size}`, role: "img", "aria-label": `QR code of ${link}`, "shape-rendering": "crispEdges" },
    draw("rect", { x: -4, y: -4, width: size, height: size, fill: "#fff" }),
    draw("path", { d: path, fill: "#000" }),
  );
}
