import QtQuick
import Listenwell

// The chart of a course. Read aloud as the sentence that goes with it.
TrendItem {
    id: chart

    property string words: ""
    property bool banded: false
    property bool hasUsual: false

    objectName: "trend-chart"
    Accessible.role: Accessible.Chart
    Accessible.name: words
    look: ({
            "line": Theme.primary,
            "surface": Theme.surface,
            "band": Theme.okSoft,
            "bandText": Theme.ok,
            "grid": Theme.grid,
            "text": Theme.text,
            "warn": Theme.warn,
            "usual": Theme.info,
            "font": Theme.typeCaption,
            "lineWidth": Theme.sizeChartLine,
            "dot": Theme.sizeChartDot,
            "latestWord": qsTr("Latest"),
            "bandName": chart.banded ? qsTr("Reference") : "",
            "usualName": chart.hasUsual ? qsTr("Your usual") : "",
            "highWord": qsTr("high"),
            "lowWord": qsTr("low"),
            "dayFormat": qsTr("d/M", "day and month on the chart's axis")
        })
}
