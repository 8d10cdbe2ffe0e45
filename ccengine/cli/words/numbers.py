"""What `ccctl numbers` says, in Chinese."""

CHINESE: dict[str, str] = {
    "begins": "起始",
    "offered": "呼入",
    "abandoned": "放弃",
    "short": "短时放弃",
    "flowed out": "溢出",
    "other": "其他",
    "longest wait": "最长等待",
    "to abandon": "放弃前等待",
    "missed": "未接",
    "talking": "通话",
    "wrap-up": "事后处理",
    "ringing": "振铃",
    "logged in": "登录时长",
    "occupancy": "占用率",
    "utilisation": "利用率",
    "No numbers.": "没有数据。",
    "{value:.1f} % in {threshold:g} s": "{value:.1f} %（{threshold:g} 秒内）",
    "A answered": "A 接通",
    "AT answered within the threshold": "AT 阈值内接通",
    "B abandoned, the short ones too": "B 放弃（含短时放弃）",
    "BT abandoned within the threshold": "BT 阈值内放弃",
    "BS abandoned within the short threshold": "BS 短时阈值内放弃",
    "short: within {seconds:g} s": "短时放弃：{seconds:g} 秒内",
    "occupancy = (talking + on hold + wrap-up + reserved) / (logged in - not ready)": (
        "占用率 = (通话 + 保持 + 事后处理 + 预留) / (登录时长 - 未就绪)"
    ),
    "utilisation = (talking + on hold + wrap-up + reserved) / logged in": (
        "利用率 = (通话 + 保持 + 事后处理 + 预留) / 登录时长"
    ),
}
