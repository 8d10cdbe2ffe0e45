"""What `ccsim trunk` says, in Chinese."""

CHINESE: dict[str, str] = {
    # while it plays
    "{came} of {all} came: {stages}{failed}": "已呼入 {came}/{all}：{stages}{failed}",
    "dialling": "接续",
    "menu": "菜单",
    "talking": "通话",
    "after the talk": "通话后",
    "gone": "已离开",
    # how calls ended
    "served": "已服务",
    "unserved": "未服务",
    "gave up": "自行放弃",
    "refused": "被拒绝",
    "cut": "被切断",
    "lost": "失去",
    "ended by the hotline before he was served": "未服务即被热线挂断",
    "nothing came any more": "再无任何回应",
    "cut by the end of the switch": "因交换停止而切断",
    "the talk was cut": "通话被切断",
    "sound": "声音",
    "difference": "差异",
    "wrong: {cause}": "有误：{cause}",
    "of them by what was done: {excuse}": "其中由所施故障造成：{excuse}",
    "end of the call": "呼叫结局",
    # the verdict
    "clean": "通过",
    "not clean": "未通过",
    "Clean.": "通过。",
    "Not clean.": "未通过。",
    "All {calls} callers got what they had come for.": "{calls} 位主叫全部办成所求之事。",
    "Of {calls} callers {told}.": "{calls} 位主叫中 {told}。",
    "{count} got what they had come for": "{count} 位办成所求之事",
    "{count} gave up by themselves": "{count} 位自行放弃",
    "{count} were sent away by a rule": "{count} 位按规则被婉拒",
    "{count} were cut when Asterisk was killed": "{count} 位因 Asterisk 被杀而切断",
    "too few were served": "已服务者太少",
    "{count} of {calls} calls were lost": "{calls} 个呼叫中失去 {count} 个",
    "{count} sounded wrong": "{count} 个声音有误",
    "{count} things are not at rest again": "有 {count} 项未恢复静止",
    "{count} differences between trunk, books and switch": "中继、账簿与交换之间有 {count} 处差异",
    "; ": "；",
    ", ": "，",
    ".": "。",
    "no": "无",
    "none": "无",
    "Real SIP and RTP. What the callers' and agents' telephones saw was compared with the books and with the "
    "switch's own events, call by call: {differences} differences. {followed} talks were listened to on both "
    "sides: {wrong} with a wrong partner, a gap or a strange sound.": (
        "真实的 SIP 与 RTP。主叫与坐席话机所见，逐个呼叫与账簿及交换自身的事件对照：差异 {differences}。"
        "双向监听通话 {followed} 次：接错对方、中断或异声 {wrong}。"
    ),
    "seed {seed}": "种子 {seed}",
    "{rate} a second · {served} served": "每秒 {rate} 个 · 已服务 {served}",
    "release to next ring": "释放至下次振铃",
    "answer to audio": "应答至有声",
    "key to next prompt": "按键至下一段语音",
    "{unit}, median": "{unit}，中位数",
    "95 % {p95} · max {most}": "95 % {p95} · 最大 {most}",
    "engine's CPU a call": "引擎每个呼叫的 CPU",
    "{share:.0f} % of Asterisk's": "为 Asterisk 的 {share:.0f} %",
    # what is wrong
    "Lost": "失去的呼叫",
    "Sound": "声音有误",
    "Differences": "差异",
    "Not at rest again": "未恢复静止",
    "Too few served": "已服务者太少",
    "Differences that a fault explains": "由故障解释的差异",
    "Short pauses (no fault)": "短暂停顿（不算错误）",
    "{count} more": "另有 {count} 个",
    "and {count} more, in report.json": "另有 {count} 条，见 report.json",
    "- and {count} more": "- 另有 {count} 条",
    "- {what}: back after {seconds:.2f} s": "- {what}：{seconds:.2f} 秒后恢复",
    # the callers
    "What became of the callers": "主叫的去向",
    "Callers in the hotline over time, by stage": "热线内主叫数随时间的变化，按阶段",
    "{stage}, at most {count:.0f}": "{stage}，最多 {count:.0f}",
    "calls that came, a second": "每秒呼入",
    "Done to the hotline: ": "对热线所施：",
    "{n}: {what}, back after {seconds:.1f} s": "{n}：{what}，{seconds:.1f} 秒后恢复",
    # times
    "How long things took": "各项用时",
    "Line: the median. Band: from there to 95 %. Dots: the greatest. By the telephones' own SIP and RTP.": (
        "线：中位数。带：中位数至 95 %。点：最大值。均取自话机自身的 SIP 与 RTP。"
    ),
    "{median} {unit} · 95 % {p95} · greatest {most} · of {of}": "{median} {unit} · 95 % {p95} · 最大 {most} · 共 {of}",
    "INVITE to 200": "INVITE 至 200",
    "key to the next prompt": "按键至下一段语音",
    "200 to the agent's ring": "200 至坐席振铃",
    "200 to the agent's 200": "200 至坐席的 200",
    "agent's 200 to what the caller hears": "坐席的 200 至主叫听到",
    "agent's 200 to what the agent hears": "坐席的 200 至坐席听到",
    "agent's release to the next ring": "坐席释放至下次振铃",
    "of a talk, what its recording lacks": "通话中录音所缺",
    "Until the hotline took the call.": "热线接起呼叫为止。",
    "From the end of the key to the first packet of another recording. Followed calls.": (
        "自按键结束至另一段录音的首个数据包。仅限全程监听的呼叫。"
    ),
    "With the welcome, the caller's choice, and his wait.": "含欢迎词、主叫的选择与等待。",
    "With the time that the agent let it ring.": "含坐席让其振铃的时间。",
    "The partner's tone. Followed calls.": "对方的音调。仅限全程监听的呼叫。",
    "Where a caller stood in the queue already; wrap-up is taken off.": "仅限已有主叫在排队时；已扣除话后处理。",
    # processes and loops
    "What it cost": "资源消耗",
    "The highest CPU is {cpu:.0f} % of a core, the most memory {memory:.0f} MB.": (
        "CPU 最高为一个核的 {cpu:.0f} %，内存最多 {memory:.0f} MB。"
    ),
    "process": "进程",
    "CPU, all on one scale": "CPU（同一比例）",
    "ms a call": "毫秒/呼叫",
    "% of a core": "占核 %",
    "memory, all on one scale": "内存（同一比例）",
    "The hotline": "热线",
    "The simulator itself": "模拟器自身",
    "supervisor": "监管",
    "the trunk": "中继模拟",
    "the trunk's callers": "中继模拟的主叫",
    "the trunk's peer": "中继模拟的 RTP",
    "the trunk's phones": "中继模拟的话机",
    "How late they were": "循环迟滞",
    "loop": "循环",
    "lateness, all on one scale": "迟滞（同一比例）",
    "median, ms": "中位数，毫秒",
    "greatest, ms": "最大，毫秒",
    "How much later than it was due a loop did what it had to do, the worst of each {every:g} s; engine and office "
    "tell it in steps (… 20, 50, 100, 200 ms …). The highest is {high} ms.": (
        "循环执行应做之事比预定晚多少，取每 {every:g} 秒中最差者；引擎与后台按档给出（… 20、50、100、200 毫秒 …）。"
        "最高 {high} 毫秒。"
    ),
    # what was played
    "What was played": "本次运行",
    "callers": "主叫",
    "{calls} in {length} s; {followed} of them listened to from end to end": (
        "{length} 秒内 {calls} 位；其中 {followed} 位全程监听"
    ),
    "machine": "机器",
    "{cores} cores, shared by hotline and simulator, which was behind its own schedule by {late} ms at most": (
        "{cores} 个核，热线与模拟器共用；模拟器落后自身计划至多 {late} 毫秒"
    ),
    "once more": "重新运行",
    "what they do": "行为",
    "patience": "耐心",
    "talk": "通话",
    "who hangs up": "挂机方",
    "caller": "主叫",
    "All of it as numbers, second by second: report.json beside this page. Nothing here is loaded from elsewhere.": (
        "全部数据逐秒载于本页旁的 report.json。本页不从别处加载任何内容。"
    ),
    # as text
    "# Trunk {name}, seed {seed}: {verdict}": "# 中继 {name}，种子 {seed}：{verdict}",
    "{calls} calls: {ends}; {followed} of them listened to from end to end. The trunk was behind its own schedule by "
    "{late:.0f} ms at most.": (
        "{calls} 个呼叫：{ends}；其中 {followed} 个全程监听。模拟器落后自身计划至多 {late:.0f} 毫秒。"
    ),
    "| time, ms | of | median | 95 % | greatest |": "| 用时，毫秒 | 次数 | 中位数 | 95 % | 最大 |",
    "| process | CPU ms a call | memory, MB |": "| 进程 | 每个呼叫 CPU 毫秒 | 内存，MB |",
    "| failure | calls |": "| 失败 | 呼叫数 |",
}
