// The connection to the server: says hello, comes again by itself, and gives on what is told.

import { kept } from "./kept.js";
import { cancelsEcho } from "./microphone.js";

const FIRST_S = 0.5;
const LONGEST_S = 20;
const FOR_GOOD = ["token", "name", "protocol", "hello", "replaced"]; // coming again by itself would not help

export class Link {
  constructor(told, sound, changed) {
    this.told = told; // (message)
    this.sound = sound; // (ArrayBuffer)
    this.changed = changed; // ("connecting" | "connected" | "lost" | a goodbye)
    this.pause = FIRST_S;
  }

  open() {
    clearTimeout(this.timer);
    this.close();
    this.goodbye = null;
    this.changed("connecting");
    const socket = (this.socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/satellite`));
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.hello(socket);
    socket.onmessage = ({ data }) => (typeof data === "string" ? this.read(JSON.parse(data)) : this.sound(data));
    socket.onclose = () => this.gone(socket);
  }

  close() {
    if (this.socket) this.socket.onclose = null;
    this.socket?.close();
    this.socket = null;
    this.welcomed = false;
  }

  hello(socket) {
    const { name, id, token } = kept;
    const said = { type: "hello", protocol: 1, name, id, screen: true, hears_itself: !cancelsEcho };
    socket.send(JSON.stringify(token ? { ...said, token } : said));
  }

  read(message) {
    if (message.type === "goodbye") {
      this.goodbye = message;
      return;
    }
    if (message.type === "welcome") {
      this.welcomed = true;
      this.pause = FIRST_S;
      this.told(message);
      this.changed("connected");
      return;
    }
    this.told(message);
  }

  gone(socket) {
    if (socket !== this.socket) return;
    this.socket = null;
    this.welcomed = false;
    this.changed(this.goodbye ?? "lost");
    if (FOR_GOOD.includes(this.goodbye?.why)) return;
    const wait = this.goodbye?.retry_after_s ?? this.pause;
    this.pause = Math.min(2 * this.pause, LONGEST_S);
    this.timer = setTimeout(() => this.open(), wait * 1000 * (1 + Math.random() / 2));
  }

  // Whether it could be told.
  tell(message) {
    if (this.welcomed) this.socket.send(JSON.stringify(message));
    return Boolean(this.welcomed);
  }

  send(sound) {
    if (this.welcomed) this.socket.send(sound);
  }
}
