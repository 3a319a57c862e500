// The microphone: open only while it is wanted. What it hears is given on at 16 kHz; silence while it is closed.

const WANTED = { echoCancellation: true, noiseSuppression: false, autoGainControl: false, channelCount: 1 };
// The server has its own remedies for noise and level, which know what a wake word sounds like.

export const cancelsEcho = Boolean(navigator.mediaDevices?.getSupportedConstraints?.().echoCancellation);

export class Microphone {
  constructor(heard, lost) {
    this.heard = heard; // (ArrayBuffer, level)
    this.lost = lost; // () when it was taken away
    this.stream = null;
    this.wanted = false; // by whoever pressed last: it takes a while to open
  }

  get open() {
    return this.stream !== null;
  }

  // The clock of all sound. Needs a click before, or a microphone that is already allowed.
  async start() {
    if (this.context) return this.context.resume();
    const context = new AudioContext({ latencyHint: "interactive" });
    await context.audioWorklet.addModule("/page/capture-worklet.js");
    this.context = context;
    this.node = new AudioWorkletNode(context, "capture", { channelCount: 1, channelCountMode: "explicit" });
    this.node.port.onmessage = ({ data }) => this.heard(data.sound, data.level);
    this.node.connect(this.context.destination); // silent; a node that leads nowhere is not run
    await this.context.resume();
  }

  // Throws an error whose message is for people.
  async switchOn() {
    this.wanted = true;
    await (this.opening ??= this.take().finally(() => (this.opening = null)));
  }

  async take() {
    if (this.stream) return;
    if (!navigator.mediaDevices?.getUserMedia) throw new Error(NOT_SECURE);
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: WANTED });
    } catch (error) {
      throw new Error(REASONS[error.name] ?? `The microphone cannot be used (${error.name}).`);
    }
    await this.start().catch((error) => {
      letGo(stream);
      throw error;
    });
    if (!this.wanted) return letGo(stream);
    this.stream = stream;
    this.source = this.context.createMediaStreamSource(stream);
    this.source.connect(this.node);
    stream.getAudioTracks()[0].addEventListener("ended", () => {
      this.switchOff();
      this.lost();
    });
  }

  switchOff() {
    this.wanted = false;
    this.source?.disconnect();
    letGo(this.stream);
    this.stream = this.source = null;
  }

  // What is done about its own voice, for people.
  get described() {
    if (!this.stream) return "The microphone is off until you talk.";
    const cancels = this.stream.getAudioTracks()[0].getSettings().echoCancellation;
    return `The microphone is on. ${cancels ? "The browser takes the assistant's own voice out." : "Only the wake word interrupts."}`;
  }
}

function letGo(stream) {
  stream?.getTracks().forEach((track) => track.stop());
}

const NOT_SECURE =
  "Browsers give a microphone only to pages with encryption or on the machine itself: open this page by https:// or as http://localhost.";

const REASONS = {
  NotAllowedError: "The microphone is not allowed: allow it for this page in the browser's address bar.",
  NotFoundError: "This device has no microphone.",
  NotReadableError: "The microphone is used by another program, or cannot be read.",
};
