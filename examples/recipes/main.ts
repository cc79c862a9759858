/** All recipes, one after the other; each can be run alone, too. */
import { version } from "greenlets";
import "./keyboard.ts";
import "./without-colour.ts";
import "./scheduler.ts";
import "./ping-pong.ts";
import "./local-storage.ts";

console.log(`greenlets ${version}`);
