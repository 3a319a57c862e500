// Makes of what the microphone gives, at whatever rate, int16 at 16 kHz in pieces of 40 ms; silence while there is none.
// The server wants sound all the time: by it the server knows what time it is here.

const RATE = 16000;
const PIECE = 640; // samples
const CUTOFF = 0.9; // of the lower of both half rates: a little below, as the filter is not infinitely steep
const LOBES = 14; // of the sinc, on either side
const PHASES = 128; // places between two samples for which the filter is kept

class Resampler {
  constructor(from) {
    this.step = from / RATE;
    const wide = Math.max(1, this.step);
    this.half = Math.ceil(LOBES * wide);
    this.taps = 2 * this.half;
    this.filters = Array.from({ length: PHASES + 1 }, (_, phase) => this.filter(phase / PHASES, CUTOFF / wide));
    this.held = new Float32Array(this.taps);
    this.at = 0; // where the next output sample lies, in input samples behind the middle of `held`
  }

  filter(shift, cutoff) {
    const made = new Float32Array(this.taps);
    let sum = 0;
    for (let tap = 0; tap < this.taps; tap++) {
      const x = tap - this.half + 1 - shift;
      const sinc = x === 0 ? 1 : Math.sin(Math.PI * cutoff * x) / (Math.PI * cutoff * x);
      made[tap] = sinc * (0.5 + 0.5 * Math.cos((Math.PI * x) / (this.half + 1)));
      sum += made[tap];
    }
    return made.map((value) => value / sum);
  }

  feed(block, take) {
    const sound = new Float32Array(this.held.length + block.length);
    sound.set(this.held);
    sound.set(block, this.held.length);
    while (Math.floor(this.at) + this.taps <= sound.length) {
      const whole = Math.floor(this.at);
      const filter = this.filters[Math.round((this.at - whole) * PHASES)];
      let sum = 0;
      for (let tap = 0; tap < this.taps; tap++) sum += filter[tap] * sound[whole + tap];
      take(sum);
      this.at += this.step;
    }
    const used = Math.min(Math.floor(this.at), sound.length);
    this.at -= used;
    this.held = sound.slice(used);
  }
}

class Capture extends AudioWorkletProcessor {
  constructor() {
    super();
    this.resampler = new Resampler(sampleRate);
    this.fresh();
  }

  fresh() {
    this.piece = new Int16Array(PIECE);
    this.count = 0;
    this.power = 0;
  }

  process(inputs) {
    const block = inputs[0]?.[0] ?? new Float32Array(128);
    this.resampler.feed(block, (value) => this.take(value));
    return true;
  }

  take(value) {
    const clipped = Math.max(-1, Math.min(1, value));
    this.piece[this.count++] = Math.round(clipped * 32767);
    this.power += clipped * clipped;
    if (this.count < PIECE) return;
    const told = { sound: this.piece.buffer, level: Math.sqrt(this.power / PIECE) };
    this.port.postMessage(told, [told.sound]);
    this.fresh();
  }
}

registerProcessor("capture", Capture);
