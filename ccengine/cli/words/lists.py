"""What `ccctl blacklist`, `allow`, `class` and `caller` say of lists, in Chinese."""

CHINESE: dict[str, str] = {
    "removed: {entry}": "已删除：{entry}",
    "added: {entry}": "已添加：{entry}",
    "replaced: {entry}": "已替换：{entry}",
    "{added} added, {replaced} replaced": "添加 {added} 条，替换 {replaced} 条",
    "Nobody stands there.": "名单为空。",
    "named": "号码",
    "class": "类别",
    "hits": "命中",
    "last hit": "最近命中",
    "over since {time}": "已于 {time} 过期",
    "refused before the call is answered": "应答前拒绝",
    "let in": "放行",
    "head start": "优先秒数",
    "also named by": "其他匹配条目",
    "its time is over": "已过期",
    "withheld": "隐藏号码",
}
