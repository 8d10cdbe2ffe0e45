"""What `ccsim theory` says, in Chinese; names of models and formulas are the same in every language."""

CHINESE: dict[str, str] = {
    "model": "模型",
    "load": "负荷",
    "measure": "指标",
    "theory": "理论值",
    "measured": "仿真值",
    "error": "标准误",
    "notices": "可察觉偏差",
    "differs": "不符",
    "systems": "系统",
    "mean W, s": "平均 W，秒",
    "P(blocked)": "P(呼损)",
    "P(abandons)": "P(放弃)",
    "mean W of the first, s": "优先类平均 W，秒",
    "mean W of the second, s": "普通类平均 W，秒",
    "{calls} calls; each load {seeds} times; {count} comparisons, |t| up to {limit:.2f} each:": (
        "{calls} 个呼叫；每个负荷 {seeds} 次；{count} 项比较，各项 |t| 不超过 {limit:.2f}："
    ),
    "a machine that is right is refused in {family:.0%} of such trials at most.": (
        "正确的状态机在此类试验中被误判的概率不超过 {family:.0%}。"
    ),
    "The machine agrees with the theory.": "状态机与理论一致。",
    "An error of 0: all runs say the same, as when none was long enough for a rare wait.  Longer ones can tell.": (
        "标准误为 0：各次仿真结果相同，例如都太短，未遇到罕见的长等待。请延长仿真。"
    ),
    "The machine differs from the theory in {differ} of them.": "状态机与理论有 {differ} 项不符。",
}
