import { Shell } from "./shell/shell";
import "./style.css";

new Shell();
