"""What `flow try` says, in Chinese; commands and the lines of the transcript are the same in every language."""

CHINESE: dict[str, str] = {
    "the caller hung up": "主叫挂机",
    "the call was taken away": "呼叫被收回",
    "the flow failed": "流程出错",
    "the last node left by {exit}": "最后一个节点从出口 {exit} 离开",
    "The call is over: {how}.": "通话结束：{how}。",
    "At the begin of {node}.": "停在 {node} 开始处。",
    "waits {seconds:g}s for one of {keys}": "等待按键 {keys}，{seconds:g} 秒",
    "waits {seconds:g}s for a key": "等待按键，{seconds:g} 秒",
    ", ended by {key}": "，以 {key} 结束",
    "waits {seconds:g}s for {digits} digits{end}": "等待 {digits} 位数字{end}，{seconds:g} 秒",
    "waits with music ({music}): connect AGENT, send on EXIT, wait, hang up": (
        "播放音乐（{music}）等待：connect 坐席、send on 出口、wait、hang up"
    ),
    ", or {keys}": "，或按键 {keys}",
    "talks with {agent}: agent hangs up, hang up, wait": "与 {agent} 通话：agent hangs up、hang up、wait",
    "records {seconds:g}s at most: say WORDS, press #, wait": "录音，最长 {seconds:g} 秒：say 内容、press #、wait",
    "asked {asked}: {answers}": "已请求 {asked}：{answers}",
    "answer JSON, answer status 404, answer timeout": "answer JSON、answer status 404、answer timeout",
    "answer JSON (the row), answer null (no row), answer failed": (
        "answer JSON（这一行）、answer null（没有这一行）、answer failed"
    ),
    "answer JSON (what is given back), answer unknown, answer failed": (
        "answer JSON（返回的值）、answer unknown、answer failed"
    ),
    "answer JSON (name and class), answer refused, answer busy (locked), answer failed": (
        "answer JSON（姓名和类别）、answer refused、answer busy（已锁定）、answer failed"
    ),
    "breaks: {names}": "断点：{names}",
    "no variables": "没有变量",
    "   in flow {flow}, called by {node} of {outer}": "   在流程 {flow} 中，由 {outer} 的 {node} 调用",
    "   node number {number}, {seconds:.3f} s into the call, {now}": (
        "   第 {number} 个节点，通话第 {seconds:.3f} 秒，{now}"
    ),
}
