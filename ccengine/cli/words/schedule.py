"""What `ccctl schedule` says, in Chinese."""

CHINESE: dict[str, str] = {
    "schedule": "时间表",
    "changes": "下次变化",
    "forced": "人工设定",
    "No flow goes by a schedule.": "没有流程使用时间表。",
    "not within 400 days": "400 天内不变",
    "until {time}": "直到 {time}",
    "until released": "直到解除",
    "{schedule}: {state} by hand": "{schedule}：人工设为 {state}",
    "{schedule}: is never {state}; as it was": "{schedule}：没有状态 {state}，保持不变",
    "{schedule}: goes by its hours again": "{schedule}：恢复按时间表",
}
