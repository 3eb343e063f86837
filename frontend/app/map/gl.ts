// Paints points by WebGL2.

import { FADED, LARGER, MARKED, type Scene, type Painter } from "./scene";
import type { View } from "./view";

const VERTEX = `#version 300 es
in vec2 at;
in uint shade;
uniform vec2 centre;
uniform vec2 scale;
uniform float size;
uniform float alpha;
uniform int only;
uniform vec3 colours[7];
out vec4 colour;
void main() {
  vec2 p = (at - centre) * scale;
  gl_Position = vec4(p.x, -p.y, 0.0, 1.0);
  gl_PointSize = size;
  colour = vec4(colours[only >= 0 ? only : int(shade)], alpha);
}`;

const FRAGMENT = `#version 300 es
precision mediump float;
in vec4 colour;
out vec4 shown;
void main() {
  float a = colour.a * smoothstep(1.0, 0.7, 2.0 * length(gl_PointCoord - 0.5));
  if (a <= 0.0) discard;
  shown = vec4(colour.rgb * a, a);
}`;

export class GlPainter implements Painter {
  private readonly program: WebGLProgram;
  private readonly shades: WebGLBuffer;
  private readonly marks: WebGLBuffer;
  private placed = false;

  constructor(private readonly gl: WebGL2RenderingContext) {
    this.program = linked(gl);
    this.shades = gl.createBuffer();
    this.marks = gl.createBuffer();
    gl.useProgram(this.program);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  changed(scene: Scene): void {
    const gl = this.gl;
    if (!this.placed) {
      this.placed = true;
      gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
      gl.bufferData(gl.ARRAY_BUFFER, scene.at, gl.STATIC_DRAW);
      const at = gl.getAttribLocation(this.program, "at");
      gl.enableVertexAttribArray(at);
      gl.vertexAttribPointer(at, 2, gl.FLOAT, false, 0, 0);
    }
    gl.bindBuffer(gl.ARRAY_BUFFER, this.shades);
    gl.bufferData(gl.ARRAY_BUFFER, scene.shades, gl.STATIC_DRAW);
    const shade = gl.getAttribLocation(this.program, "shade");
    gl.enableVertexAttribArray(shade);
    gl.vertexAttribIPointer(shade, 1, gl.UNSIGNED_BYTE, 0, 0);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.marks);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, scene.marked, gl.STATIC_DRAW);
  }

  paint(scene: Scene, view: View): void {
    const gl = this.gl;
    const dense = gl.canvas.width / view.width;
    gl.viewport(0, 0, gl.canvas.width, gl.canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.uniform2f(this.place("centre"), view.x, view.y);
    gl.uniform2f(this.place("scale"), (2 * view.scale()) / view.width, (2 * view.scale()) / view.height);
    gl.uniform3fv(this.place("colours"), new Float32Array(scene.colours.flat()));
    const size = dense * view.pointSize(scene.shades.length);
    this.pass(size, scene.marked.length > 0 ? FADED : 1, -1);
    gl.drawArrays(gl.POINTS, 0, scene.shades.length);
    if (scene.marked.length > 0) {
      this.pass(LARGER * size, 1, MARKED);
      gl.drawElements(gl.POINTS, scene.marked.length, gl.UNSIGNED_INT, 0);
    }
  }

  private pass(size: number, alpha: number, only: number): void {
    this.gl.uniform1f(this.place("size"), size);
    this.gl.uniform1f(this.place("alpha"), alpha);
    this.gl.uniform1i(this.place("only"), only);
  }

  private place(name: string): WebGLUniformLocation | null {
    return this.gl.getUniformLocation(this.program, name);
  }
}

function linked(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(kind);
    if (shader) {
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) {
    throw new Error(`The map cannot be painted here: ${gl.getProgramInfoLog(program) ?? "unknown"}`);
  }
  return program;
}
