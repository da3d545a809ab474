/** The only stylesheet. It stands in every page and is admitted by its hash, so nothing is loaded from anywhere. */
export const style = `
:root{color-scheme:light dark;--ink:#1c2733;--soft:#5a6876;--line:#dde3e9;--paper:#fff;--ground:#f4f6f8;--sea:#0b5c8a;
--good:#1a7048;--goodbg:#e2f4ea;--warn:#8a5300;--warnbg:#fdf0d8;--bad:#a8261e;--badbg:#fce5e3}
@media(prefers-color-scheme:dark){:root{--ink:#e4eaf0;--soft:#9aa8b6;--line:#2c3844;--paper:#18212b;--ground:#10171e;--sea:#6cbbea;
--good:#7ad3a4;--goodbg:#12352a;--warn:#f0c274;--warnbg:#3a2d12;--bad:#f5a19a;--badbg:#431c1a}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
header,main{max-width:66rem;margin:0 auto;padding:0 1rem}
header{padding-top:1.5rem}
main{padding-bottom:2rem}
h1{font-size:1.5rem;line-height:1.2;margin:0;letter-spacing:-.01em}
h2{font-size:1.0625rem;margin:0 0 .75rem}
h3{font-size:1rem;margin:0;font-weight:600;overflow-wrap:anywhere}
p{margin:0 0 .75rem}
header p{color:var(--soft);margin:.25rem 0 0}
a{color:var(--sea);overflow-wrap:anywhere;text-decoration-thickness:1px;text-underline-offset:.15em}
a:hover{text-decoration-thickness:2px}
section{background:var(--paper);border:1px solid var(--line);border-radius:.625rem;padding:1rem;margin:1rem 0}
ul{list-style:none;margin:0;padding:0}
li{padding:.75rem 0;border-top:1px solid var(--line)}
li:first-child{border-top:0;padding-top:0}
li:last-child{padding-bottom:0}
.row{display:flex;gap:.25rem .75rem;justify-content:space-between;align-items:baseline;flex-wrap:wrap}
.row>:first-child{flex:1 1 8rem;min-width:0}
.soft{color:var(--soft);font-size:.875rem;overflow-wrap:anywhere}
.bad{color:var(--bad);font-size:.875rem;overflow-wrap:anywhere}
.price{font-weight:600;font-variant-numeric:tabular-nums;white-space:nowrap}
.tag{font-size:.8125rem;line-height:1.25rem;border-radius:1rem;padding:.0625rem .5625rem;white-space:nowrap;background:var(--ground);color:var(--soft)}
.success{background:var(--goodbg);color:var(--good)}
.partial,.paused{background:var(--warnbg);color:var(--warn)}
.failure,.failing{background:var(--badbg);color:var(--bad)}
.empty{color:var(--soft);margin:0}
form{display:flex;gap:.5rem;flex-wrap:wrap;align-items:end}
label{flex:1 1 14rem;font-size:.875rem;color:var(--soft)}
input,button{font:inherit;min-height:2.75rem;border-radius:.5rem;padding:0 .875rem}
input{display:block;width:100%;margin-top:.25rem;border:1px solid var(--soft);background:var(--paper);color:var(--ink)}
button{border:0;background:var(--sea);color:var(--paper);font-weight:600;cursor:pointer}
:focus-visible{outline:3px solid var(--sea);outline-offset:2px}
details{margin-top:.25rem}
summary{cursor:pointer;font-size:.875rem;color:var(--bad);min-height:1.75rem}
@media(min-width:60rem){main{display:grid;grid-template-columns:3fr 2fr;gap:1rem;align-items:start;padding-top:1rem}
section{margin:0}.wide{grid-row:span 3}.only{grid-column:1/-1}}
`;
