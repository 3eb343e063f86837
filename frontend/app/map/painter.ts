// Which way of painting points is the fast one here.

import { GlPainter } from "./gl";
import { PixelPainter } from "./pixels";
import type { Painter, Scene } from "./scene";

const ASKED: WebGLContextAttributes = { antialias: false, alpha: true, powerPreference: "low-power" };
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

export function painter(canvas: HTMLCanvasElement, scene: Scene): Painter {
  const gl = hasGraphics() ? canvas.getContext("webgl2", ASKED) : null;
  const made = gl ? new GlPainter(gl) : new PixelPainter(canvas);
  made.changed(scene);
  return made;
}

/**
 * Whether there is a graphics processor. Where WebGL is computed by the processor, a hundred thousand discs take it longer
 * than they take us.
 */
function hasGraphics(): boolean {
  const probe = document.createElement("canvas").getContext("webgl2", { ...ASKED, failIfMajorPerformanceCaveat: true });
  if (!probe) {
    return false;
  }
  const name = String(probe.getParameter(probe.RENDERER));
  const unmasked = probe.getExtension("WEBGL_debug_renderer_info");
  const full = unmasked ? String(probe.getParameter(unmasked.UNMASKED_RENDERER_WEBGL)) : "";
  probe.getExtension("WEBGL_lose_context")?.loseContext();
  return !SOFTWARE.test(`${name} ${full}`);
}
