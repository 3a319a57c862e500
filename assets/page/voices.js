// The choice of the voice, where the engine has several: this browser keeps it, and asks for it again each time it comes.

import { $, make } from "./dom.js";
import { kept } from "./kept.js";

export class Voices {
  constructor(tell) {
    this.tell = tell;
    $("voice").addEventListener("change", () => {
      kept.voice = this.wanted = $("voice").value;
      this.tell({ type: "speak_as", name: this.wanted });
    });
  }

  // A new connection, whose engine may have one voice, of which nothing is told.
  none() {
    this.wanted = null;
    $("voice-field").hidden = true;
    $("voice-said").textContent = "";
  }

  show({ voices, chosen }) {
    const first = $("voice-field").hidden;
    $("voice").replaceChildren(...voices.map(({ name, title }) => make("option", { value: name }, title)));
    $("voice").value = chosen;
    $("voice-field").hidden = false;
    if (first && kept.voice !== chosen && voices.some(({ name }) => name === kept.voice)) this.tell({ type: "speak_as", name: kept.voice });
    if (this.wanted === chosen) $("voice-said").textContent = "The next reply has this voice.";
  }
}
