"""What `ccctl duty` says, in Chinese."""

CHINESE: dict[str, str] = {
    "roster": "值班表",
    "on duty": "值班人",
    "by hand": "人工设定",
    "No flow goes by a roster.": "没有流程使用值班表。",
    "{roster}: {who} is on duty by hand": "{roster}：人工设为 {who} 值班",
    "{roster}: counts again": "{roster}：恢复按值班表",
}
