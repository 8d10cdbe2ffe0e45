"""What `ccsim replay` and `ccsim run` say, in Chinese."""

CHINESE: dict[str, str] = {
    "the day": "当日",
    "simulated": "模拟",
    "other rules": "其他规则",
    "difference": "差异",
    "service level": "服务水平",
    "nothing": "无",
    "{calls} calls, {steps} steps, {checks} checks: all rules held.": (
        "{calls} 次呼叫，{steps} 步，{checks} 次检查：所有规则均成立。"
    ),
    "From {begin} to {end}": "自 {begin} 至 {end}",
    "{value} in {threshold:g} s": "{value}（{threshold:g} 秒内）",
    "The machine decides that day as it did: the same orders at every fact.": (
        "排队机对当日每一事实的决定与当时完全相同。"
    ),
    "From record {n} ({at}) on the machine decides otherwise than it did:": (
        "自第 {n} 条记录（{at}）起，决定与当时不同："
    ),
    "the settings, or the program, were others.": "当时的设置或程序与现在不同。",
    "  after {fact}": "  在 {fact} 之后",
    "  it ordered {then}": "  当时的命令：{then}",
    "  and now {now}": "  现在的命令：{now}",
}
