"""What `ccctl source` says, in Chinese."""

CHINESE = {
    "source": "数据源",
    "database": "数据库",
    "tables": "表",
    "asking": "请求中",
    "last answer": "最近应答",
    "settings.yaml names no sources.": "settings.yaml 没有数据源。",
    "not asked yet": "尚未访问",
    "{source}: {outcome}": "{source}：{outcome}",
    "{source}: reached ({server}); all tables and columns are there": "{source}：可访问（{server}），表和列都在",
    "There is no such row.": "没有这样的记录。",
    '"{given}" is not COLUMN=VALUE': "“{given}”不是 列=值",
}
