{
const form = document.querySelector("form[data-admission]");
const K = new Uint32Array(64), START = new Uint32Array(8), W = new Uint32Array(64);
const root = (value, power) => Math.floor((value ** (1 / power) % 1) * 2 ** 32);
for (let number = 2, count = 0; count < 64; number++) {
  let prime = true;
  for (let divisor = 2; divisor * divisor <= number; divisor++) prime = prime && number % divisor > 0;
  if (!prime) continue;
  if (count < 8) START[count] = root(number, 2);
  K[count++] = root(number, 3);
}
const firstWord = (text) => {
  W.fill(0, 0, 16);
  for (let i = 0; i < text.length; i++) W[i >> 2] |= text.charCodeAt(i) << (24 - (i % 4) * 8);
  W[text.length >> 2] |= 0x80 << (24 - (text.length % 4) * 8);
  W[15] = text.length * 8;
  for (let i = 16; i < 64; i++) {
    const x = W[i - 15], y = W[i - 2];
    W[i] = W[i - 16] + W[i - 7] + (((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)) + (((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = START;
  for (let i = 0; i < 64; i++) {
    const s = (((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))) + ((e & f) ^ (~e & g)) + h + K[i] + W[i];
    const t = (((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))) + ((a & b) ^ (a & c) ^ (b & c));
    h = g; g = f; f = e; e = (d + s) | 0; d = c; c = b; b = a; a = (s + t) | 0;
  }
  return (START[0] + a) >>> 0;
};

if (form) {
  const most = 2 ** (32 - form.dataset.bits), say = form.querySelector("[data-admission-work]");
  const files = form.querySelectorAll("input[type=file]");
  let number = 0;
  form.querySelector("[data-admission-wait]").hidden = true;
  say.hidden = false;
  const search = () => {
    for (const end = performance.now() + 30; performance.now() < end; ) {
      for (let i = 0; i < 256; i++, number++) {
        if (firstWord(form.dataset.admission + ":" + number) >= most) continue;
        form.elements.admission_proof.value = number;
        if (!files.length) return HTMLFormElement.prototype.submit.call(form);
        say.textContent = "请再选一次文件，然后按“提交”。";
        return files[0].focus();
      }
    }
    setTimeout(search);
  };
  search();
}
}
