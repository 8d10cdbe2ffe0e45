"""What `ccctl survey` says, in Chinese."""

CHINESE: dict[str, str] = {
    "survey": "调查",
    "rate": "回答率",
    "comments": "留言",
    "question": "问题",
    "mean": "平均",
    "Nobody was asked in this time.": "这段时间内没有询问过任何人。",
    "{count} answers written to {file}": "已将 {count} 条回答写入 {file}",
}
