// The speaker: plays what the server sends, stops and turns it down when told, and tells what has been heard.

const DUCKED = 0.25; // 12 dB softer, as on the server's own speaker
const EDGE_S = 0.01; // how long a change of level takes, so that it does not click

export class Speaker {
  constructor(tell, sounds) {
    this.tell = tell; // ("played" message)
    this.sounds = sounds; // (true while something sounds)
    this.came = 0; // samples since the welcome
    this.ducked = false;
    this.percent = 80;
    this.sounding = false;
  }

  // A new connection, whose sound has this rate.
  welcome(rate) {
    this.came = 0;
    this.sounding = false;
    this.context?.close();
    this.context = new AudioContext({ sampleRate: rate, latencyHint: "interactive" });
    this.gain = new GainNode(this.context);
    this.gain.connect(this.context.destination);
    this.ready = this.load(this.context);
    this.level();
  }

  async load(context) {
    await context.audioWorklet.addModule("/page/play-worklet.js");
    if (context !== this.context) return;
    this.node = new AudioWorkletNode(context, "play", { numberOfInputs: 0, outputChannelCount: [1] });
    this.node.port.onmessage = ({ data }) => this.played(data);
    this.node.connect(this.gain);
  }

  get locked() {
    return this.context?.state !== "running";
  }

  async unlock() {
    await this.context?.resume();
  }

  async play(sound) {
    this.came += sound.byteLength / 2;
    await this.ready;
    if (this.locked) return this.tell({ type: "played", samples: this.came }); // nobody has clicked yet: it is shown, not heard
    if (!this.sounding) this.sounds((this.sounding = true));
    this.node.port.postMessage(sound, [sound]);
  }

  async stop() {
    await this.ready;
    this.node.port.postMessage("stop");
  }

  duck(on) {
    this.ducked = on;
    this.level();
  }

  volume(percent) {
    this.percent = percent;
    this.level();
  }

  level() {
    const wanted = (this.percent / 100) ** 2 * (this.ducked ? DUCKED : 1);
    this.gain?.gain.setTargetAtTime(wanted, this.context.currentTime, EDGE_S);
  }

  // All that had come by then is done; it is heard a little later.
  played({ done }) {
    const late = (this.context.outputLatency || 0) + (this.context.baseLatency || 0);
    setTimeout(() => {
      if (done !== this.came) return;
      this.tell({ type: "played", samples: done });
      this.sounds((this.sounding = false));
    }, late * 1000);
  }
}
