import QtQuick
import Listenwell

// Two weeks of a glucose sensor as one day. Read aloud as the sentence that goes with it.
GlucoseItem {
    property string words: ""

    objectName: "glucose-chart"
    Accessible.role: Accessible.Chart
    Accessible.name: words
    look: ({
            "line": Theme.primary,
            "band": Theme.okSoft,
            "bandText": Theme.ok,
            "grid": Theme.grid,
            "text": Theme.text,
            "font": Theme.typeCaption,
            "lineWidth": Theme.sizeChartLine
        })
}
