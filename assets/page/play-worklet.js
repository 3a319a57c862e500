// Plays what comes, in its order, and tells whenever all of it has been played or dropped.

class Play extends AudioWorkletProcessor {
  constructor() {
    super();
    this.waiting = [];
    this.place = 0; // in the first piece that waits
    this.done = 0; // samples that were played or dropped
    this.loud = 0; // of them, those that can be heard
    this.told = 0;
    this.port.onmessage = ({ data }) => (data === "stop" ? this.stop() : this.waiting.push(new Int16Array(data)));
  }

  stop() {
    for (const piece of this.waiting) this.done += piece.length;
    this.done -= this.place;
    this.waiting = [];
    this.place = 0;
  }

  process(_, outputs) {
    const out = outputs[0][0];
    for (let at = 0; at < out.length && this.waiting.length; at++) {
      const sample = this.waiting[0][this.place++];
      out[at] = sample / 32768;
      this.done += 1;
      if (Math.abs(sample) > 200) this.loud += 1; // -44 dB of full scale
      if (this.place === this.waiting[0].length) {
        this.waiting.shift();
        this.place = 0;
      }
    }
    if (!this.waiting.length && this.done !== this.told) {
      this.told = this.done;
      this.port.postMessage({ done: this.done, loud: this.loud });
    }
    return true;
  }
}

registerProcessor("play", Play);
