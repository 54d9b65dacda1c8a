import QtQuick
import Listenwell

// The chart of a course. Read aloud as the sentence that goes with it; a finger, the mouse or the arrow keys pick single
// readings, two fingers, a double tap, the wheel or plus and minus look closer.
Item {
    id: view

    property alias series: chart.series
    readonly property alias picked: chart.picked
    readonly property alias zoomed: chart.zoomed
    property string words: ""
    property string pickedWords: ""
    property bool banded: false
    property bool hasUsual: false
    property int digits: 1
    // A course over years has months along its axis.
    property bool months: false
    readonly property bool chosen: picked.position !== undefined

    function whole() {
        chart.whole();
    }

    // Steps of one press of a key or turn of the wheel.
    readonly property real closer: 1.5

    objectName: "trend-chart"
    activeFocusOnTab: true
    Accessible.role: Accessible.Chart
    Accessible.name: words
    Accessible.description: pickedWords
    Accessible.focusable: true
    onPickedWordsChanged: {
        if (activeFocus && pickedWords !== "")
            Accessible.announce(pickedWords);
    }
    Keys.onLeftPressed: chart.step(-1)
    Keys.onRightPressed: chart.step(1)
    Keys.onPressed: event => {
        if (event.key === Qt.Key_Plus || event.key === Qt.Key_Equal)
            chart.zoom(closer, width / 2);
        else if (event.key === Qt.Key_Minus)
            chart.zoom(1 / closer, width / 2);
        else if (event.key === Qt.Key_Home)
            chart.whole();
        else
            return;
        event.accepted = true;
    }

    TrendItem {
        id: chart

        anchors.fill: parent
        look: ({
                "line": Theme.primary,
                "surface": Theme.surface,
                "band": Theme.okSoft,
                "bandText": Theme.ok,
                "grid": Theme.grid,
                "text": Theme.text,
                "warn": Theme.warn,
                "usual": Theme.info,
                "focus": Theme.focus,
                "font": Theme.typeCaption,
                "lineWidth": Theme.sizeChartLine,
                "dot": Theme.sizeChartDot,
                "latestWord": qsTr("Latest"),
                "bandName": view.banded ? qsTr("Reference") : "",
                "usualName": view.hasUsual ? qsTr("Your usual") : "",
                "highWord": qsTr("high"),
                "lowWord": qsTr("low"),
                "digits": view.digits,
                "dayFormat": view.months ? qsTr("M/yy", "month and year on the chart's axis") : qsTr("d/M", "day and month on the chart's axis")
            })
    }

    FocusRing {
        around: view
        radius: Theme.radiusSmall
    }

    TapHandler {
        onTapped: point => {
            view.forceActiveFocus();
            chart.pick(point.position.x);
        }
        onDoubleTapped: point => chart.zoom(2, point.position.x)
    }

    // Sideways only, so that up and down go on scrolling the page.
    DragHandler {
        target: null
        yAxis.enabled: false
        maximumPointCount: 1
        onCentroidChanged: {
            if (active)
                chart.pick(centroid.position.x);
        }
    }

    PinchHandler {
        property real before: 1

        target: null
        onActiveChanged: before = 1
        onActiveScaleChanged: {
            if (active) {
                chart.zoom(activeScale / before, centroid.position.x);
                before = activeScale;
            }
        }
        onTranslationChanged: delta => {
            if (active)
                chart.pan(delta.x);
        }
    }

    WheelHandler {
        acceptedModifiers: Qt.ControlModifier
        onWheel: event => chart.zoom(event.angleDelta.y > 0 ? view.closer : 1 / view.closer, event.x)
    }
}
