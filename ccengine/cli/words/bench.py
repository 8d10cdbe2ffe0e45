"""What `ccsim bench` says, in Chinese."""

CHINESE: dict[str, str] = {
    "event": "事件",
    "count": "次数",
    "orders": "指令数",
    "median": "中位数",
    "99.9 %": "99.9 %",
    "greatest": "最大",
    "mean": "平均",
    "with journal": "写日志",
    "without journal": "不写日志",
    "{size} callers wait, {size} agents, {journal}": "{size} 个呼叫等待，{size} 名坐席，{journal}",
    "{order:.1f} for each order; garbage collection {share:.1%} of the time, {longest:.0f} at most": (
        "每条指令 {order:.1f}；垃圾回收占时 {share:.1%}，最长 {longest:.0f}"
    ),
    "all events": "全部事件",
    "position asked": "查询位次",
    "expected wait asked": "查询预计等待",
    "agent answers": "坐席应答",
    "talk begins": "通话开始",
    "talk ends": "通话结束",
    "caller enters": "呼叫入队",
    "caller enters, is rung for": "呼叫入队并振铃坐席",
    "caller gives up": "呼叫放弃",
    "wrap-up ends, next caller rung": "话后处理结束，振铃下一呼叫",
    "wrap-up ends, nobody to ring for": "话后处理结束，无合适呼叫",
    "search widens": "放宽技能要求",
}
