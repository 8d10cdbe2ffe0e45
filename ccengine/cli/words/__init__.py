"""What ccctl says, in English and Chinese.  The terminal's language decides (LC_ALL, LC_MESSAGES, LANG).

States, stages and causes keep the words of the API: they are what one greps for."""

import os

from ccengine.cli.words import (
    bench,
    caller,
    compare,
    duty,
    inside,
    lists,
    members,
    numbers,
    replay,
    schedule,
    source,
    survey,
    theory,
    trials,
    trunk,
)

_WORDS: dict[str, str] = {
    "call": "呼叫",
    "caller": "主叫",
    "name": "姓名",
    "called": "被叫",
    "flow": "流程",
    "node": "节点",
    "stage": "阶段",
    "since": "起始",
    "arrived": "到达",
    "answered": "应答",
    "ended": "结束",
    "by": "由",
    "why": "原因",
    "queue": "队列",
    "agent": "坐席",
    "agents": "坐席",
    "place": "位次",
    "state": "状态",
    "reason": "原因",
    "phone": "话机",
    "reachable": "可达",
    "unreachable": "不可达",
    "queues": "队列",
    "waiting": "等待",
    "longest": "最长等待",
    "expected": "预计等待",
    "its error": "预计误差",
    "they add": "回拨所致增加",
    "time": "时间",
    "detail": "说明",
    "where": "位置",
    "took": "用时",
    "exit": "出口",
    "outcome": "结果",
    "length": "时长",
    "recording": "录音",
    "mark": "评分",
    "marks": "评分",
    "engine": "引擎",
    "office": "后台",
    "switch": "交换",
    "calls": "呼叫",
    "journal": "日志",
    "books": "账簿",
    "alarm": "告警",
    "problem": "问题",
    "up": "正常",
    "away": "不在",
    "ready": "就绪",
    "not ready": "未就绪",
    "records": "记录",
    "now": "当前",
    "none": "无",
    "No calls.": "没有呼叫。",
    "callback": "回拨",
    "callbacks": "回拨",
    "number": "号码",
    "asked": "申请",
    "tries": "次数",
    "until": "截止",
    "No callbacks.": "没有回拨。",
    "No records.": "没有记录。",
    "there is no journal": "没有日志",
    "None of them is what was asked for.": "其中没有所查的记录。",
    "no record is of the kind {kind!r}": "没有种类为 {kind!r} 的记录",
    "did you mean {names}?": "是否想写 {names}？",
    "No agents.": "没有坐席。",
    "No queues.": "没有队列。",
    "No ports.": "没有端口。",
    "ports": "端口",
    "port": "端口",
    "version": "版本",
    "share": "比例",
    "canary": "试用",
    "how": "方式",
    "before": "此前",
    "Nothing has changed.": "没有变化。",
    "No difference.": "没有差异。",
    "{flow}: no port enters it; neither checked nor loaded": "{flow}：没有端口进入，未检查也未加载",
    "The folder still holds the newer one: the next `ccctl flow load` brings it back.": (
        "目录里仍是较新的版本：下一次 `ccctl flow load` 会重新加载它。"
    ),
    "Nothing was loaded.": "没有加载任何内容。",
    "takes no calls any more": "不再接听呼叫",
    "for {share} of new calls": "用于 {share} 的新呼叫",
    "{more} more are not shown.": "还有 {more} 条未显示。",
    "{version}: {calls} calls, {ended} ended, {abandoned} abandoned, {failures} failures": (
        "{version}：{calls} 个呼叫，{ended} 个结束，{abandoned} 个主叫放弃，{failures} 次失败"
    ),
    (
        "{first} to {last}, {records} records in all: crashes {crashes}, corrected {corrected}, estimated {estimated}, "
        "broken invariants {broken}, gaps {gaps}, damaged {damaged}"
    ): (
        "{first} 至 {last}，共 {records} 条记录：崩溃 {crashes}，更正 {corrected}，推定 {estimated}，"
        "违反不变式 {broken}，缺口 {gaps}，损坏 {damaged}"
    ),
    "Done.": "完成。",
    "is empty: name one": "不能为空，请指定一个",
    "The phone of {agent} cannot be reached: no call comes until it is registered.": (
        "坐席 {agent} 的话机不可达：注册之前不会有呼叫转入。"
    ),
    "(estimated)": "（推定）",
    "more: --after {next}": "更多：--after {next}",
    "The office is not running: {why}.": "后台没有运行：{why}。",
    "The office does not answer: {why}.": "后台没有应答：{why}。",
    "Start everything with `ccengine up`, or name the right home with --home (this one: {home}).": (
        "用 `ccengine up` 启动，或用 --home 指定正确的目录（当前：{home}）。"
    ),
    "its control socket is not there": "控制套接字不存在",
    "nobody listens on its control socket": "控制套接字无人监听",
    "no answer within {seconds:g} s": "{seconds:g} 秒内没有应答",
    "this user may not open it": "当前用户无权访问",
}

PROBLEMS: dict[str, str] = {
    "engine-away": "引擎没有应答。用 `ccengine up` 启动；若刚重启，请稍后再试。",
    "switch-away": "交换机不在，呼叫无法进入；引擎会自动重新连接。",
    "journal-full": "日志无法写入，记录暂存于引擎内存；通话不受影响，请释放其磁盘空间。",
    "database-away": "数据库不可用。通话不受影响，恢复后记录自动补齐；请检查其运行、权限和磁盘空间。",
    "wrong-journal": "数据库属于另一个日志；请为本目录配置独立的数据库（设置 `database`）。",
    "recordings": "录音无法写入：请释放磁盘空间或修正目录权限；会自动重试。",
    "no-such-agent": "没有这个坐席。",
    "no-such-survey": "没有这个调查。",
    "no-such-member": "没有这个会员。",
    "member-there": "已有这个会员号，未添加。",
    "no-such-call": "没有这个呼叫。",
    "no-such-queue": "没有这个队列。",
    "no-such-port": "没有这个端口。",
    "no-such-schedule": "没有这个时间表或值班表。",
    "no-such-state": "时间表没有这个状态，或没有这个人。",
    "not-forced": "没有人工设定。",
    "no-such-source": "没有这个数据源。",
    "no-such-table": "数据源没有这个表。",
    "no-such-class": "没有这个类别；请在 settings.yaml 的 `classes` 中定义。",
    "bad-entry": "名单条目有误。",
    "not-listed": "名单中没有这个条目。",
    "no-room": "名单已满：请删除一些条目，或提高上限。",
    "nothing-before": "此前没有其他版本。",
    "no-canary": "没有正在试用的版本。",
    "not-logged-in": "该坐席未登录。",
    "not-in-wrap-up": "该坐席不在话后处理状态。",
    "not-allowed": "取值不被接受。",
    "busy": "请求太多，请稍后再试。",
    "too-many": "结果行数太多：请缩短时间、加长时段，或只查一个队列或坐席。",
}
"""By the API's code; a code without an entry is told in English."""


_ALL = (
    bench.CHINESE
    | caller.CHINESE
    | compare.CHINESE
    | inside.CHINESE
    | lists.CHINESE
    | members.CHINESE
    | theory.CHINESE
    | _WORDS
    | trials.CHINESE
    | numbers.CHINESE
    | replay.CHINESE
    | schedule.CHINESE
    | source.CHINESE
    | survey.CHINESE
    | duty.CHINESE
    | trunk.CHINESE
)


def chinese() -> bool:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return value.startswith("zh")
    return False


def say(text: str, **values: object) -> str:
    return (_ALL.get(text, text) if chinese() else text).format(**values)


def problem(code: str, text: str, remedy: str) -> str:
    """A problem as told by the API: in Chinese the sentence of its code, then what was said."""
    if chinese() and code in PROBLEMS:
        return f"{PROBLEMS[code]}\n    {text} [{code}]"
    return f"{text}\n    {remedy} [{code}]" if remedy else f"{text} [{code}]"
