// written by scripts/view-copies.mjs; the plain version, which these must equal, is in view.ts
import { readOwn } from '../decide/own.js'
import { clearText } from './emit.js'
import { Unreleasable } from './opaque.js'
import type { Fields, Fresh, Maker, Project } from './view-fields.js'

function copy0({ keys, emits, slots }: Fields): Project {
  const n = keys.length
  const [k0 = '', k1 = '', k2 = '', k3 = '', k4 = '', k5 = '', k6 = '', k7 = '', k8 = '', k9 = '', k10 = '', k11 = ''] = keys
  const [e0 = clearText, e1 = clearText, e2 = clearText, e3 = clearText, e4 = clearText, e5 = clearText, e6 = clearText, e7 = clearText, e8 = clearText, e9 = clearText, e10 = clearText, e11 = clearText] = emits
  const [s0 = -1, s1 = -1, s2 = -1, s3 = -1, s4 = -1, s5 = -1, s6 = -1, s7 = -1, s8 = -1, s9 = -1, s10 = -1, s11 = -1] = slots
  function View(this: Fresh, row: Fresh, plain: boolean, values: readonly unknown[], from: number): void {
    let at = 0
    let v: unknown
    try {
      if (n > 0) { at = 0; v = s0 < 0 ? (plain ? row[k0] : readOwn(row, k0)) : values[from + s0]; if (e0 !== clearText || typeof v !== 'string') v = e0(v); if (v !== undefined) this[k0] = v }
      if (n > 1) { at = 1; v = s1 < 0 ? (plain ? row[k1] : readOwn(row, k1)) : values[from + s1]; if (e1 !== clearText || typeof v !== 'string') v = e1(v); if (v !== undefined) this[k1] = v }
      if (n > 2) { at = 2; v = s2 < 0 ? (plain ? row[k2] : readOwn(row, k2)) : values[from + s2]; if (e2 !== clearText || typeof v !== 'string') v = e2(v); if (v !== undefined) this[k2] = v }
      if (n > 3) { at = 3; v = s3 < 0 ? (plain ? row[k3] : readOwn(row, k3)) : values[from + s3]; if (e3 !== clearText || typeof v !== 'string') v = e3(v); if (v !== undefined) this[k3] = v }
      if (n > 4) { at = 4; v = s4 < 0 ? (plain ? row[k4] : readOwn(row, k4)) : values[from + s4]; if (e4 !== clearText || typeof v !== 'string') v = e4(v); if (v !== undefined) this[k4] = v }
      if (n > 5) { at = 5; v = s5 < 0 ? (plain ? row[k5] : readOwn(row, k5)) : values[from + s5]; if (e5 !== clearText || typeof v !== 'string') v = e5(v); if (v !== undefined) this[k5] = v }
      if (n > 6) { at = 6; v = s6 < 0 ? (plain ? row[k6] : readOwn(row, k6)) : values[from + s6]; if (e6 !== clearText || typeof v !== 'string') v = e6(v); if (v !== undefined) this[k6] = v }
      if (n > 7) { at = 7; v = s7 < 0 ? (plain ? row[k7] : readOwn(row, k7)) : values[from + s7]; if (e7 !== clearText || typeof v !== 'string') v = e7(v); if (v !== undefined) this[k7] = v }
      if (n > 8) { at = 8; v = s8 < 0 ? (plain ? row[k8] : readOwn(row, k8)) : values[from + s8]; if (e8 !== clearText || typeof v !== 'string') v = e8(v); if (v !== undefined) this[k8] = v }
      if (n > 9) { at = 9; v = s9 < 0 ? (plain ? row[k9] : readOwn(row, k9)) : values[from + s9]; if (e9 !== clearText || typeof v !== 'string') v = e9(v); if (v !== undefined) this[k9] = v }
      if (n > 10) { at = 10; v = s10 < 0 ? (plain ? row[k10] : readOwn(row, k10)) : values[from + s10]; if (e10 !== clearText || typeof v !== 'string') v = e10(v); if (v !== undefined) this[k10] = v }
      if (n > 11) { at = 11; v = s11 < 0 ? (plain ? row[k11] : readOwn(row, k11)) : values[from + s11]; if (e11 !== clearText || typeof v !== 'string') v = e11(v); if (v !== undefined) this[k11] = v }
    } catch {
      throw new Unreleasable(keys[at])
    }
  }
  View.prototype = null
  const Made = View as unknown as Maker
  return (row, plain, values, from) => new Made(row, plain, values, from)
}

function copy1({ keys, emits, slots }: Fields): Project {
  const n = keys.length
  const [k0 = '', k1 = '', k2 = '', k3 = '', k4 = '', k5 = '', k6 = '', k7 = '', k8 = '', k9 = '', k10 = '', k11 = ''] = keys
  const [e0 = clearText, e1 = clearText, e2 = clearText, e3 = clearText, e4 = clearText, e5 = clearText, e6 = clearText, e7 = clearText, e8 = clearText, e9 = clearText, e10 = clearText, e11 = clearText] = emits
  const [s0 = -1, s1 = -1, s2 = -1, s3 = -1, s4 = -1, s5 = -1, s6 = -1, s7 = -1, s8 = -1, s9 = -1, s10 = -1, s11 = -1] = slots
  function View(this: Fresh, row: Fresh, plain: boolean, values: readonly unknown[], from: number): void {
    let at = 0
    let v: unknown
    try {
      if (n > 0) { at = 0; v = s0 < 0 ? (plain ? row[k0] : readOwn(row, k0)) : values[from + s0]; if (e0 !== clearText || typeof v !== 'string') v = e0(v); if (v !== undefined) this[k0] = v }
      if (n > 1) { at = 1; v = s1 < 0 ? (plain ? row[k1] : readOwn(row, k1)) : values[from + s1]; if (e1 !== clearText || typeof v !== 'string') v = e1(v); if (v !== undefined) this[k1] = v }
      if (n > 2) { at = 2; v = s2 < 0 ? (plain ? row[k2] : readOwn(row, k2)) : values[from + s2]; if (e2 !== clearText || typeof v !== 'string') v = e2(v); if (v !== undefined) this[k2] = v }
      if (n > 3) { at = 3; v = s3 < 0 ? (plain ? row[k3] : readOwn(row, k3)) : values[from + s3]; if (e3 !== clearText || typeof v !== 'string') v = e3(v); if (v !== undefined) this[k3] = v }
      if (n > 4) { at = 4; v = s4 < 0 ? (plain ? row[k4] : readOwn(row, k4)) : values[from + s4]; if (e4 !== clearText || typeof v !== 'string') v = e4(v); if (v !== undefined) this[k4] = v }
      if (n > 5) { at = 5; v = s5 < 0 ? (plain ? row[k5] : readOwn(row, k5)) : values[from + s5]; if (e5 !== clearText || typeof v !== 'string') v = e5(v); if (v !== undefined) this[k5] = v }
      if (n > 6) { at = 6; v = s6 < 0 ? (plain ? row[k6] : readOwn(row, k6)) : values[from + s6]; if (e6 !== clearText || typeof v !== 'string') v = e6(v); if (v !== undefined) this[k6] = v }
      if (n > 7) { at = 7; v = s7 < 0 ? (plain ? row[k7] : readOwn(row, k7)) : values[from + s7]; if (e7 !== clearText || typeof v !== 'string') v = e7(v); if (v !== undefined) this[k7] = v }
      if (n > 8) { at = 8; v = s8 < 0 ? (plain ? row[k8] : readOwn(row, k8)) : values[from + s8]; if (e8 !== clearText || typeof v !== 'string') v = e8(v); if (v !== undefined) this[k8] = v }
      if (n > 9) { at = 9; v = s9 < 0 ? (plain ? row[k9] : readOwn(row, k9)) : values[from + s9]; if (e9 !== clearText || typeof v !== 'string') v = e9(v); if (v !== undefined) this[k9] = v }
      if (n > 10) { at = 10; v = s10 < 0 ? (plain ? row[k10] : readOwn(row, k10)) : values[from + s10]; if (e10 !== clearText || typeof v !== 'string') v = e10(v); if (v !== undefined) this[k10] = v }
      if (n > 11) { at = 11; v = s11 < 0 ? (plain ? row[k11] : readOwn(row, k11)) : values[from + s11]; if (e11 !== clearText || typeof v !== 'string') v = e11(v); if (v !== undefined) this[k11] = v }
    } catch {
      throw new Unreleasable(keys[at])
    }
  }
  View.prototype = null
  const Made = View as unknown as Maker
  return (row, plain, values, from) => new Made(row, plain, values, from)
}

function copy2({ keys, emits, slots }: Fields): Project {
  const n = keys.length
  const [k0 = '', k1 = '', k2 = '', k3 = '', k4 = '', k5 = '', k6 = '', k7 = '', k8 = '', k9 = '', k10 = '', k11 = ''] = keys
  const [e0 = clearText, e1 = clearText, e2 = clearText, e3 = clearText, e4 = clearText, e5 = clearText, e6 = clearText, e7 = clearText, e8 = clearText, e9 = clearText, e10 = clearText, e11 = clearText] = emits
  const [s0 = -1, s1 = -1, s2 = -1, s3 = -1, s4 = -1, s5 = -1, s6 = -1, s7 = -1, s8 = -1, s9 = -1, s10 = -1, s11 = -1] = slots
  function View(this: Fresh, row: Fresh, plain: boolean, values: readonly unknown[], from: number): void {
    let at = 0
    let v: unknown
    try {
      if (n > 0) { at = 0; v = s0 < 0 ? (plain ? row[k0] : readOwn(row, k0)) : values[from + s0]; if (e0 !== clearText || typeof v !== 'string') v = e0(v); if (v !== undefined) this[k0] = v }
      if (n > 1) { at = 1; v = s1 < 0 ? (plain ? row[k1] : readOwn(row, k1)) : values[from + s1]; if (e1 !== clearText || typeof v !== 'string') v = e1(v); if (v !== undefined) this[k1] = v }
      if (n > 2) { at = 2; v = s2 < 0 ? (plain ? row[k2] : readOwn(row, k2)) : values[from + s2]; if (e2 !== clearText || typeof v !== 'string') v = e2(v); if (v !== undefined) this[k2] = v }
      if (n > 3) { at = 3; v = s3 < 0 ? (plain ? row[k3] : readOwn(row, k3)) : values[from + s3]; if (e3 !== clearText || typeof v !== 'string') v = e3(v); if (v !== undefined) this[k3] = v }
      if (n > 4) { at = 4; v = s4 < 0 ? (plain ? row[k4] : readOwn(row, k4)) : values[from + s4]; if (e4 !== clearText || typeof v !== 'string') v = e4(v); if (v !== undefined) this[k4] = v }
      if (n > 5) { at = 5; v = s5 < 0 ? (plain ? row[k5] : readOwn(row, k5)) : values[from + s5]; if (e5 !== clearText || typeof v !== 'string') v = e5(v); if (v !== undefined) this[k5] = v }
      if (n > 6) { at = 6; v = s6 < 0 ? (plain ? row[k6] : readOwn(row, k6)) : values[from + s6]; if (e6 !== clearText || typeof v !== 'string') v = e6(v); if (v !== undefined) this[k6] = v }
      if (n > 7) { at = 7; v = s7 < 0 ? (plain ? row[k7] : readOwn(row, k7)) : values[from + s7]; if (e7 !== clearText || typeof v !== 'string') v = e7(v); if (v !== undefined) this[k7] = v }
      if (n > 8) { at = 8; v = s8 < 0 ? (plain ? row[k8] : readOwn(row, k8)) : values[from + s8]; if (e8 !== clearText || typeof v !== 'string') v = e8(v); if (v !== undefined) this[k8] = v }
      if (n > 9) { at = 9; v = s9 < 0 ? (plain ? row[k9] : readOwn(row, k9)) : values[from + s9]; if (e9 !== clearText || typeof v !== 'string') v = e9(v); if (v !== undefined) this[k9] = v }
      if (n > 10) { at = 10; v = s10 < 0 ? (plain ? row[k10] : readOwn(row, k10)) : values[from + s10]; if (e10 !== clearText || typeof v !== 'string') v = e10(v); if (v !== undefined) this[k10] = v }
      if (n > 11) { at = 11; v = s11 < 0 ? (plain ? row[k11] : readOwn(row, k11)) : values[from + s11]; if (e11 !== clearText || typeof v !== 'string') v = e11(v); if (v !== undefined) this[k11] = v }
    } catch {
      throw new Unreleasable(keys[at])
    }
  }
  View.prototype = null
  const Made = View as unknown as Maker
  return (row, plain, values, from) => new Made(row, plain, values, from)
}

function copy3({ keys, emits, slots }: Fields): Project {
  const n = keys.length
  const [k0 = '', k1 = '', k2 = '', k3 = '', k4 = '', k5 = '', k6 = '', k7 = '', k8 = '', k9 = '', k10 = '', k11 = ''] = keys
  const [e0 = clearText, e1 = clearText, e2 = clearText, e3 = clearText, e4 = clearText, e5 = clearText, e6 = clearText, e7 = clearText, e8 = clearText, e9 = clearText, e10 = clearText, e11 = clearText] = emits
  const [s0 = -1, s1 = -1, s2 = -1, s3 = -1, s4 = -1, s5 = -1, s6 = -1, s7 = -1, s8 = -1, s9 = -1, s10 = -1, s11 = -1] = slots
  function View(this: Fresh, row: Fresh, plain: boolean, values: readonly unknown[], from: number): void {
    let at = 0
    let v: unknown
    try {
      if (n > 0) { at = 0; v = s0 < 0 ? (plain ? row[k0] : readOwn(row, k0)) : values[from + s0]; if (e0 !== clearText || typeof v !== 'string') v = e0(v); if (v !== undefined) this[k0] = v }
      if (n > 1) { at = 1; v = s1 < 0 ? (plain ? row[k1] : readOwn(row, k1)) : values[from + s1]; if (e1 !== clearText || typeof v !== 'string') v = e1(v); if (v !== undefined) this[k1] = v }
      if (n > 2) { at = 2; v = s2 < 0 ? (plain ? row[k2] : readOwn(row, k2)) : values[from + s2]; if (e2 !== clearText || typeof v !== 'string') v = e2(v); if (v !== undefined) this[k2] = v }
      if (n > 3) { at = 3; v = s3 < 0 ? (plain ? row[k3] : readOwn(row, k3)) : values[from + s3]; if (e3 !== clearText || typeof v !== 'string') v = e3(v); if (v !== undefined) this[k3] = v }
      if (n > 4) { at = 4; v = s4 < 0 ? (plain ? row[k4] : readOwn(row, k4)) : values[from + s4]; if (e4 !== clearText || typeof v !== 'string') v = e4(v); if (v !== undefined) this[k4] = v }
      if (n > 5) { at = 5; v = s5 < 0 ? (plain ? row[k5] : readOwn(row, k5)) : values[from + s5]; if (e5 !== clearText || typeof v !== 'string') v = e5(v); if (v !== undefined) this[k5] = v }
      if (n > 6) { at = 6; v = s6 < 0 ? (plain ? row[k6] : readOwn(row, k6)) : values[from + s6]; if (e6 !== clearText || typeof v !== 'string') v = e6(v); if (v !== undefined) this[k6] = v }
      if (n > 7) { at = 7; v = s7 < 0 ? (plain ? row[k7] : readOwn(row, k7)) : values[from + s7]; if (e7 !== clearText || typeof v !== 'string') v = e7(v); if (v !== undefined) this[k7] = v }
      if (n > 8) { at = 8; v = s8 < 0 ? (plain ? row[k8] : readOwn(row, k8)) : values[from + s8]; if (e8 !== clearText || typeof v !== 'string') v = e8(v); if (v !== undefined) this[k8] = v }
      if (n > 9) { at = 9; v = s9 < 0 ? (plain ? row[k9] : readOwn(row, k9)) : values[from + s9]; if (e9 !== clearText || typeof v !== 'string') v = e9(v); if (v !== undefined) this[k9] = v }
      if (n > 10) { at = 10; v = s10 < 0 ? (plain ? row[k10] : readOwn(row, k10)) : values[from + s10]; if (e10 !== clearText || typeof v !== 'string') v = e10(v); if (v !== undefined) this[k10] = v }
      if (n > 11) { at = 11; v = s11 < 0 ? (plain ? row[k11] : readOwn(row, k11)) : values[from + s11]; if (e11 !== clearText || typeof v !== 'string') v = e11(v); if (v !== undefined) this[k11] = v }
    } catch {
      throw new Unreleasable(keys[at])
    }
  }
  View.prototype = null
  const Made = View as unknown as Maker
  return (row, plain, values, from) => new Made(row, plain, values, from)
}

function copy4({ keys, emits, slots }: Fields): Project {
  const n = keys.length
  const [k0 = '', k1 = '', k2 = '', k3 = '', k4 = '', k5 = '', k6 = '', k7 = '', k8 = '', k9 = '', k10 = '', k11 = ''] = keys
  const [e0 = clearText, e1 = clearText, e2 = clearText, e3 = clearText, e4 = clearText, e5 = clearText, e6 = clearText, e7 = clearText, e8 = clearText, e9 = clearText, e10 = clearText, e11 = clearText] = emits
  const [s0 = -1, s1 = -1, s2 = -1, s3 = -1, s4 = -1, s5 = -1, s6 = -1, s7 = -1, s8 = -1, s9 = -1, s10 = -1, s11 = -1] = slots
  function View(this: Fresh, row: Fresh, plain: boolean, values: readonly unknown[], from: number): void {
    let at = 0
    let v: unknown
    try {
      if (n > 0) { at = 0; v = s0 < 0 ? (plain ? row[k0] : readOwn(row, k0)) : values[from + s0]; if (e0 !== clearText || typeof v !== 'string') v = e0(v); if (v !== undefined) this[k0] = v }
      if (n > 1) { at = 1; v = s1 < 0 ? (plain ? row[k1] : readOwn(row, k1)) : values[from + s1]; if (e1 !== clearText || typeof v !== 'string') v = e1(v); if (v !== undefined) this[k1] = v }
      if (n > 2) { at = 2; v = s2 < 0 ? (plain ? row[k2] : readOwn(row, k2)) : values[from + s2]; if (e2 !== clearText || typeof v !== 'string') v = e2(v); if (v !== undefined) this[k2] = v }
      if (n > 3) { at = 3; v = s3 < 0 ? (plain ? row[k3] : readOwn(row, k3)) : values[from + s3]; if (e3 !== clearText || typeof v !== 'string') v = e3(v); if (v !== undefined) this[k3] = v }
      if (n > 4) { at = 4; v = s4 < 0 ? (plain ? row[k4] : readOwn(row, k4)) : values[from + s4]; if (e4 !== clearText || typeof v !== 'string') v = e4(v); if (v !== undefined) this[k4] = v }
      if (n > 5) { at = 5; v = s5 < 0 ? (plain ? row[k5] : readOwn(row, k5)) : values[from + s5]; if (e5 !== clearText || typeof v !== 'string') v = e5(v); if (v !== undefined) this[k5] = v }
      if (n > 6) { at = 6; v = s6 < 0 ? (plain ? row[k6] : readOwn(row, k6)) : values[from + s6]; if (e6 !== clearText || typeof v !== 'string') v = e6(v); if (v !== undefined) this[k6] = v }
      if (n > 7) { at = 7; v = s7 < 0 ? (plain ? row[k7] : readOwn(row, k7)) : values[from + s7]; if (e7 !== clearText || typeof v !== 'string') v = e7(v); if (v !== undefined) this[k7] = v }
      if (n > 8) { at = 8; v = s8 < 0 ? (plain ? row[k8] : readOwn(row, k8)) : values[from + s8]; if (e8 !== clearText || typeof v !== 'string') v = e8(v); if (v !== undefined) this[k8] = v }
      if (n > 9) { at = 9; v = s9 < 0 ? (plain ? row[k9] : readOwn(row, k9)) : values[from + s9]; if (e9 !== clearText || typeof v !== 'string') v = e9(v); if (v !== undefined) this[k9] = v }
      if (n > 10) { at = 10; v = s10 < 0 ? (plain ? row[k10] : readOwn(row, k10)) : values[from + s10]; if (e10 !== clearText || typeof v !== 'string') v = e10(v); if (v !== undefined) this[k10] = v }
      if (n > 11) { at = 11; v = s11 < 0 ? (plain ? row[k11] : readOwn(row, k11)) : values[from + s11]; if (e11 !== clearText || typeof v !== 'string') v = e11(v); if (v !== undefined) this[k11] = v }
    } catch {
      throw new Unreleasable(keys[at])
    }
  }
  View.prototype = null
  const Made = View as unknown as Maker
  return (row, plain, values, from) => new Made(row, plain, values, from)
}

function copy5({ keys, emits, slots }: Fields): Project {
  const n = keys.length
  const [k0 = '', k1 = '', k2 = '', k3 = '', k4 = '', k5 = '', k6 = '', k7 = '', k8 = '', k9 = '', k10 = '', k11 = ''] = keys
  const [e0 = clearText, e1 = clearText, e2 = clearText, e3 = clearText, e4 = clearText, e5 = clearText, e6 = clearText, e7 = clearText, e8 = clearText, e9 = clearText, e10 = clearText, e11 = clearText] = emits
  const [s0 = -1, s1 = -1, s2 = -1, s3 = -1, s4 = -1, s5 = -1, s6 = -1, s7 = -1, s8 = -1, s9 = -1, s10 = -1, s11 = -1] = slots
  function View(this: Fresh, row: Fresh, plain: boolean, values: readonly unknown[], from: number): void {
    let at = 0
    let v: unknown
    try {
      if (n > 0) { at = 0; v = s0 < 0 ? (plain ? row[k0] : readOwn(row, k0)) : values[from + s0]; if (e0 !== clearText || typeof v !== 'string') v = e0(v); if (v !== undefined) this[k0] = v }
      if (n > 1) { at = 1; v = s1 < 0 ? (plain ? row[k1] : readOwn(row, k1)) : values[from + s1]; if (e1 !== clearText || typeof v !== 'string') v = e1(v); if (v !== undefined) this[k1] = v }
      if (n > 2) { at = 2; v = s2 < 0 ? (plain ? row[k2] : readOwn(row, k2)) : values[from + s2]; if (e2 !== clearText || typeof v !== 'string') v = e2(v); if (v !== undefined) this[k2] = v }
      if (n > 3) { at = 3; v = s3 < 0 ? (plain ? row[k3] : readOwn(row, k3)) : values[from + s3]; if (e3 !== clearText || typeof v !== 'string') v = e3(v); if (v !== undefined) this[k3] = v }
      if (n > 4) { at = 4; v = s4 < 0 ? (plain ? row[k4] : readOwn(row, k4)) : values[from + s4]; if (e4 !== clearText || typeof v !== 'string') v = e4(v); if (v !== undefined) this[k4] = v }
      if (n > 5) { at = 5; v = s5 < 0 ? (plain ? row[k5] : readOwn(row, k5)) : values[from + s5]; if (e5 !== clearText || typeof v !== 'string') v = e5(v); if (v !== undefined) this[k5] = v }
      if (n > 6) { at = 6; v = s6 < 0 ? (plain ? row[k6] : readOwn(row, k6)) : values[from + s6]; if (e6 !== clearText || typeof v !== 'string') v = e6(v); if (v !== undefined) this[k6] = v }
      if (n > 7) { at = 7; v = s7 < 0 ? (plain ? row[k7] : readOwn(row, k7)) : values[from + s7]; if (e7 !== clearText || typeof v !== 'string') v = e7(v); if (v !== undefined) this[k7] = v }
      if (n > 8) { at = 8; v = s8 < 0 ? (plain ? row[k8] : readOwn(row, k8)) : values[from + s8]; if (e8 !== clearText || typeof v !== 'string') v = e8(v); if (v !== undefined) this[k8] = v }
      if (n > 9) { at = 9; v = s9 < 0 ? (plain ? row[k9] : readOwn(row, k9)) : values[from + s9]; if (e9 !== clearText || typeof v !== 'string') v = e9(v); if (v !== undefined) this[k9] = v }
      if (n > 10) { at = 10; v = s10 < 0 ? (plain ? row[k10] : readOwn(row, k10)) : values[from + s10]; if (e10 !== clearText || typeof v !== 'string') v = e10(v); if (v !== undefined) this[k10] = v }
      if (n > 11) { at = 11; v = s11 < 0 ? (plain ? row[k11] : readOwn(row, k11)) : values[from + s11]; if (e11 !== clearText || typeof v !== 'string') v = e11(v); if (v !== undefined) this[k11] = v }
    } catch {
      throw new Unreleasable(keys[at])
    }
  }
  View.prototype = null
  const Made = View as unknown as Maker
  return (row, plain, values, from) => new Made(row, plain, values, from)
}

function copy6({ keys, emits, slots }: Fields): Project {
  const n = keys.length
  const [k0 = '', k1 = '', k2 = '', k3 = '', k4 = '', k5 = '', k6 = '', k7 = '', k8 = '', k9 = '', k10 = '', k11 = ''] = keys
  const [e0 = clearText, e1 = clearText, e2 = clearText, e3 = clearText, e4 = clearText, e5 = clearText, e6 = clearText, e7 = clearText, e8 = clearText, e9 = clearText, e10 = clearText, e11 = clearText] = emits
  const [s0 = -1, s1 = -1, s2 = -1, s3 = -1, s4 = -1, s5 = -1, s6 = -1, s7 = -1, s8 = -1, s9 = -1, s10 = -1, s11 = -1] = slots
  function View(this: Fresh, row: Fresh, plain: boolean, values: readonly unknown[], from: number): void {
    let at = 0
    let v: unknown
    try {
      if (n > 0) { at = 0; v = s0 < 0 ? (plain ? row[k0] : readOwn(row, k0)) : values[from + s0]; if (e0 !== clearText || typeof v !== 'string') v = e0(v); if (v !== undefined) this[k0] = v }
      if (n > 1) { at = 1; v = s1 < 0 ? (plain ? row[k1] : readOwn(row, k1)) : values[from + s1]; if (e1 !== clearText || typeof v !== 'string') v = e1(v); if (v !== undefined) this[k1] = v }
      if (n > 2) { at = 2; v = s2 < 0 ? (plain ? row[k2] : readOwn(row, k2)) : values[from + s2]; if (e2 !== clearText || typeof v !== 'string') v = e2(v); if (v !== undefined) this[k2] = v }
      if (n > 3) { at = 3; v = s3 < 0 ? (plain ? row[k3] : readOwn(row, k3)) : values[from + s3]; if (e3 !== clearText || typeof v !== 'string') v = e3(v); if (v !== undefined) this[k3] = v }
      if (n > 4) { at = 4; v = s4 < 0 ? (plain ? row[k4] : readOwn(row, k4)) : values[from + s4]; if (e4 !== clearText || typeof v !== 'string') v = e4(v); if (v !== undefined) this[k4] = v }
      if (n > 5) { at = 5; v = s5 < 0 ? (plain ? row[k5] : readOwn(row, k5)) : values[from + s5]; if (e5 !== clearText || typeof v !== 'string') v = e5(v); if (v !== undefined) this[k5] = v }
      if (n > 6) { at = 6; v = s6 < 0 ? (plain ? row[k6] : readOwn(row, k6)) : values[from + s6]; if (e6 !== clearText || typeof v !== 'string') v = e6(v); if (v !== undefined) this[k6] = v }
      if (n > 7) { at = 7; v = s7 < 0 ? (plain ? row[k7] : readOwn(row, k7)) : values[from + s7]; if (e7 !== clearText || typeof v !== 'string') v = e7(v); if (v !== undefined) this[k7] = v }
      if (n > 8) { at = 8; v = s8 < 0 ? (plain ? row[k8] : readOwn(row, k8)) : values[from + s8]; if (e8 !== clearText || typeof v !== 'string') v = e8(v); if (v !== undefined) this[k8] = v }
      if (n > 9) { at = 9; v = s9 < 0 ? (plain ? row[k9] : readOwn(row, k9)) : values[from + s9]; if (e9 !== clearText || typeof v !== 'string') v = e9(v); if (v !== undefined) this[k9] = v }
      if (n > 10) { at = 10; v = s10 < 0 ? (plain ? row[k10] : readOwn(row, k10)) : values[from + s10]; if (e10 !== clearText || typeof v !== 'string') v = e10(v); if (v !== undefined) this[k10] = v }
      if (n > 11) { at = 11; v = s11 < 0 ? (plain ? row[k11] : readOwn(row, k11)) : values[from + s11]; if (e11 !== clearText || typeof v !== 'string') v = e11(v); if (v !== undefined) this[k11] = v }
    } catch {
      throw new Unreleasable(keys[at])
    }
  }
  View.prototype = null
  const Made = View as unknown as Maker
  return (row, plain, values, from) => new Made(row, plain, values, from)
}

function copy7({ keys, emits, slots }: Fields): Project {
  const n = keys.length
  const [k0 = '', k1 = '', k2 = '', k3 = '', k4 = '', k5 = '', k6 = '', k7 = '', k8 = '', k9 = '', k10 = '', k11 = ''] = keys
  const [e0 = clearText, e1 = clearText, e2 = clearText, e3 = clearText, e4 = clearText, e5 = clearText, e6 = clearText, e7 = clearText, e8 = clearText, e9 = clearText, e10 = clearText, e11 = clearText] = emits
  const [s0 = -1, s1 = -1, s2 = -1, s3 = -1, s4 = -1, s5 = -1, s6 = -1, s7 = -1, s8 = -1, s9 = -1, s10 = -1, s11 = -1] = slots
  function View(this: Fresh, row: Fresh, plain: boolean, values: readonly unknown[], from: number): void {
    let at = 0
    let v: unknown
    try {
      if (n > 0) { at = 0; v = s0 < 0 ? (plain ? row[k0] : readOwn(row, k0)) : values[from + s0]; if (e0 !== clearText || typeof v !== 'string') v = e0(v); if (v !== undefined) this[k0] = v }
      if (n > 1) { at = 1; v = s1 < 0 ? (plain ? row[k1] : readOwn(row, k1)) : values[from + s1]; if (e1 !== clearText || typeof v !== 'string') v = e1(v); if (v !== undefined) this[k1] = v }
      if (n > 2) { at = 2; v = s2 < 0 ? (plain ? row[k2] : readOwn(row, k2)) : values[from + s2]; if (e2 !== clearText || typeof v !== 'string') v = e2(v); if (v !== undefined) this[k2] = v }
      if (n > 3) { at = 3; v = s3 < 0 ? (plain ? row[k3] : readOwn(row, k3)) : values[from + s3]; if (e3 !== clearText || typeof v !== 'string') v = e3(v); if (v !== undefined) this[k3] = v }
      if (n > 4) { at = 4; v = s4 < 0 ? (plain ? row[k4] : readOwn(row, k4)) : values[from + s4]; if (e4 !== clearText || typeof v !== 'string') v = e4(v); if (v !== undefined) this[k4] = v }
      if (n > 5) { at = 5; v = s5 < 0 ? (plain ? row[k5] : readOwn(row, k5)) : values[from + s5]; if (e5 !== clearText || typeof v !== 'string') v = e5(v); if (v !== undefined) this[k5] = v }
      if (n > 6) { at = 6; v = s6 < 0 ? (plain ? row[k6] : readOwn(row, k6)) : values[from + s6]; if (e6 !== clearText || typeof v !== 'string') v = e6(v); if (v !== undefined) this[k6] = v }
      if (n > 7) { at = 7; v = s7 < 0 ? (plain ? row[k7] : readOwn(row, k7)) : values[from + s7]; if (e7 !== clearText || typeof v !== 'string') v = e7(v); if (v !== undefined) this[k7] = v }
      if (n > 8) { at = 8; v = s8 < 0 ? (plain ? row[k8] : readOwn(row, k8)) : values[from + s8]; if (e8 !== clearText || typeof v !== 'string') v = e8(v); if (v !== undefined) this[k8] = v }
      if (n > 9) { at = 9; v = s9 < 0 ? (plain ? row[k9] : readOwn(row, k9)) : values[from + s9]; if (e9 !== clearText || typeof v !== 'string') v = e9(v); if (v !== undefined) this[k9] = v }
      if (n > 10) { at = 10; v = s10 < 0 ? (plain ? row[k10] : readOwn(row, k10)) : values[from + s10]; if (e10 !== clearText || typeof v !== 'string') v = e10(v); if (v !== undefined) this[k10] = v }
      if (n > 11) { at = 11; v = s11 < 0 ? (plain ? row[k11] : readOwn(row, k11)) : values[from + s11]; if (e11 !== clearText || typeof v !== 'string') v = e11(v); if (v !== undefined) this[k11] = v }
    } catch {
      throw new Unreleasable(keys[at])
    }
  }
  View.prototype = null
  const Made = View as unknown as Maker
  return (row, plain, values, from) => new Made(row, plain, values, from)
}

/** How many fields a copy can show. */
export const MOST_FIELDS = 12

/** One constructor, 8 times. */
export const VIEW_COPIES: readonly ((fields: Fields) => Project)[] = [copy0, copy1, copy2, copy3, copy4, copy5, copy6, copy7]
