"""How the page looks: by day and by night, on a screen and on paper.  Its fonts are the reader's own."""

STYLE = """\
:root{
 --paper:#fdfcfa;--ink:#1d2227;--soft:#5d666f;--faint:#dfdcd5;--grid:#ebe8e2;--good:#20705a;--bad:#b3261e;
 --dialling:#a9b0b6;--menu:#86aec9;--waiting:#e2ad4b;--talking:#35836f;--after:#9a87b5;
 --line:#1f5f8b;--band:#bcd4e4;--dot:#b88a2f;color-scheme:light dark}
@media (prefers-color-scheme:dark){:root{
 --paper:#15181b;--ink:#e7e6e2;--soft:#9aa3ab;--faint:#33393f;--grid:#24292e;--good:#6cc5a8;--bad:#f28b82;
 --dialling:#69737b;--menu:#4f7f9f;--waiting:#c8922f;--talking:#3d9a82;--after:#8570a8;
 --line:#7fb9e0;--band:#264355;--dot:#d3a954}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);-webkit-text-size-adjust:100%;
 font:16px/1.5 Inter,"Helvetica Neue",system-ui,"Segoe UI","Noto Sans","PingFang SC","Microsoft YaHei",
 "Noto Sans CJK SC",sans-serif;font-feature-settings:"tnum","cv05"}
main{max-width:1080px;margin:0 auto;padding:56px 32px 72px}
h1{font-size:38px;line-height:1.15;letter-spacing:-.022em;font-weight:650;margin:10px 0 14px;max-width:24em;
 text-wrap:balance}
h2{font-size:21px;letter-spacing:-.012em;font-weight:650;margin:0 0 4px}
h3{font-size:14px;font-weight:600;margin:0;line-height:1.35}
section{margin-top:56px;padding-top:20px;border-top:1px solid var(--faint)}
p{margin:0 0 12px;max-width:44em}
.kicker,.note,dt,th{color:var(--soft);font-size:13px;line-height:1.45}
.kicker{margin:0;letter-spacing:.01em}
.note{max-width:60em}
.lead{font-size:18px;line-height:1.5;max-width:42em;text-wrap:pretty}
.good{color:var(--good)}.bad{color:var(--bad)}
.verdict{font-weight:650}
.heads{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:20px 28px;margin:34px 0 0}
.heads>div{display:grid;grid-row:span 3;grid-template-rows:subgrid;row-gap:0}.heads dt{align-self:end}
.heads dd{margin:0;font-size:34px;line-height:1.2;letter-spacing:-.025em;font-weight:600}
.heads dd small{font-size:15px;font-weight:400;letter-spacing:0;color:var(--soft);margin-left:.25em}
.heads .under{font-size:13px;color:var(--soft);line-height:1.4;margin:2px 0 0}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:5px 22px;margin:14px 0 22px;font-size:15px}
.facts dt{font-size:14px;line-height:1.6}.facts dd{margin:0}
table{border-collapse:collapse;width:100%;font-size:14px;margin-top:10px}
th{font-weight:400;text-align:left;vertical-align:bottom;padding:4px 18px 6px 0;border-bottom:1px solid var(--faint)}
td{padding:6px 18px 6px 0;border-bottom:1px solid var(--grid);vertical-align:middle}
th:last-child,td:last-child{padding-right:0}
.small{width:auto;min-width:min(100%,430px)}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.wide{overflow-x:auto}
code{font:13px/1.5 ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
svg{display:block;width:100%;height:auto;overflow:visible}
svg text{font-size:12px;fill:var(--soft);font-variant-numeric:tabular-nums}
.big{min-width:640px}
.grid{stroke:var(--grid)}.axis{stroke:var(--faint)}
.mid{fill:none;stroke:var(--line);stroke-width:1.8;stroke-linejoin:round;stroke-linecap:round}
circle.mid{fill:var(--line);stroke:none}
.band{fill:var(--band)}
.dot{fill:var(--dot)}
.fill{fill:var(--band);stroke:none}
.came{fill:none;stroke:var(--ink);stroke-width:1.2;stroke-dasharray:1 3;stroke-linecap:round}
.mark{stroke:var(--bad);stroke-width:1;stroke-dasharray:3 3}
.broken{fill:var(--bad);fill-opacity:.09}
svg text.marked{fill:var(--bad)}
.lost{fill:var(--bad)}
.dialling{fill:var(--dialling)}.menu{fill:var(--menu)}.waiting{fill:var(--waiting)}
.talking{fill:var(--talking)}.after{fill:var(--after)}
.key{display:flex;flex-wrap:wrap;gap:4px 22px;margin:12px 0 10px;padding:0;list-style:none;font-size:13px}
.key svg{display:inline-block;width:22px;height:10px;margin-right:7px;vertical-align:baseline}
.few{display:grid;grid-template-columns:repeat(auto-fit,minmax(290px,1fr));gap:34px 36px;margin-top:20px}
.few p{font-size:13px;color:var(--soft);margin:2px 0 8px}
.few b{color:var(--ink);font-weight:600}
.spark{padding-left:10px}.spark svg{width:240px}
.faults{list-style:none;padding:0;margin:14px 0 0}
.faults li{padding:9px 0;border-bottom:1px solid var(--grid);font-size:15px}
.faults .when{display:inline-block;min-width:4.2rem;color:var(--soft);font-size:14px}
.faults div,.faults code{margin-left:4.2rem}
.faults div{margin-top:1px}
summary{cursor:pointer;color:var(--soft);font-size:14px;padding:10px 0}
.faults code{display:block;color:var(--soft)}
footer{margin-top:56px;padding-top:18px;border-top:1px solid var(--faint)}
@media (max-width:640px){main{padding:28px 18px 48px}h1{font-size:28px}.lead{font-size:16px}.spark svg{width:150px}}
@media print{main{padding:0}section{break-inside:avoid}}
"""
