import QtQuick
import "../components"

// One value over time: the chart or the table, the course in words, the home average, and a sensor's profile.
Page {
    id: screen

    required property QtObject viewModel
    required property QtObject conversation
    required property QtObject entry
    readonly property bool shows: viewModel.failure === "" && viewModel.count > 0

    readonly property bool charted: shows && !viewModel.tabled && !viewModel.few

    // So many tests are offered at once; the others come with a touch.
    readonly property int firstChoices: 6
    property bool every: false

    function worded(point) {
        const form = viewModel.overAllTime ? qsTr("d MMMM yyyy") : qsTr("d MMMM, HH:mm");
        const when = new Date(point.milliseconds).toLocaleString(Qt.locale(shell.language === "zh" ? "zh_CN" : "en_GB"), form);
        const words = qsTr("%1: %2 %3").arg(when).arg(Number(point.value.toFixed(viewModel.digits))).arg(viewModel.unit);
        return point.outOfRange ? qsTr("%1, outside the range").arg(words) : words;
    }

    // The first of many choices, and the chosen one wherever it stands.
    function offered(choices) {
        if (every || choices.length <= firstChoices)
            return choices;
        return choices.filter((choice, index) => index < firstChoices || choice.key === viewModel.metric);
    }

    subtitle: !charted ? "" : chart.chosen ? worded(chart.picked) : qsTr("Touch the chart to see a single reading")
    title: viewModel.title !== "" ? viewModel.title : qsTr("Trends")
    Component.onDestruction: viewModel.hush()

    actions: [
        BigButton {
            objectName: "trend-whole"
            visible: screen.charted && chart.zoomed
            kind: "quiet"
            iconName: "search"
            text: qsTr("The whole")
            fontSize: Theme.typeControl
            corner: Theme.sizeTarget
            leastHeight: Theme.sizeTarget
            onClicked: chart.whole()
        },
        BigButton {
            objectName: "trend-view"
            visible: screen.shows && !screen.viewModel.overAllTime
            kind: "quiet"
            iconName: screen.viewModel.tabled ? "chart-line" : "table"
            text: screen.viewModel.tabled ? qsTr("Chart") : qsTr("Table")
            fontSize: Theme.typeControl
            corner: Theme.sizeTarget
            leastHeight: Theme.sizeTarget
            onClicked: screen.viewModel.showTable(!screen.viewModel.tabled)
        }
    ]

    RangeTabs {
        objectName: "trend-kinds"
        visible: screen.viewModel.kinds.length > 1
        Accessible.name: qsTr("What to show")
        choices: screen.viewModel.kinds
        current: screen.viewModel.kind
        onChosen: key => screen.viewModel.chooseKind(key)
    }

    Flow {
        visible: !screen.viewModel.nothing
        width: parent.width
        spacing: Theme.spaceL

        RangeTabs {
            objectName: "trend-components"
            visible: screen.viewModel.components.length > 0
            Accessible.name: qsTr("Which value")
            choices: screen.offered(screen.viewModel.components)
            current: screen.viewModel.metric
            onChosen: key => screen.viewModel.chooseMetric(key)
        }

        BigButton {
            objectName: "trend-every"
            visible: screen.viewModel.components.length > screen.firstChoices && !screen.every
            kind: "quiet"
            iconName: "plus"
            text: qsTr("All %1").arg(screen.viewModel.components.length)
            fontSize: Theme.typeControl
            leastHeight: Theme.sizeTarget
            onClicked: screen.every = true
        }

        RangeTabs {
            objectName: "trend-ranges"
            visible: !screen.viewModel.overAllTime
            Accessible.name: qsTr("How far back")
            choices: [
                {
                    "key": "today",
                    "text": qsTr("Today")
                },
                {
                    "key": "week",
                    "text": qsTr("Week")
                },
                {
                    "key": "month",
                    "text": qsTr("Month")
                },
                {
                    "key": "year",
                    "text": qsTr("Year")
                }
            ]
            current: screen.viewModel.span
            onChosen: key => screen.viewModel.chooseSpan(key)
        }
    }

    Card {
        visible: screen.viewModel.failure !== "" || screen.viewModel.empty || screen.viewModel.loading
        width: parent.width
        height: message.item ? message.item.implicitHeight + 2 * Theme.spaceXl : 0

        Loader {
            id: message

            x: Theme.spaceXl
            y: Theme.spaceXl
            width: parent.width - 2 * Theme.spaceXl
            sourceComponent: screen.viewModel.failure !== "" ? failed : screen.viewModel.loading ? reading : nothing
        }

        Component {
            id: failed

            ErrorState {
                text: screen.viewModel.failure
                onActed: screen.viewModel.refresh()
            }
        }

        Component {
            id: reading

            Words {
                text: qsTr("Reading your records …")
                color: Theme.muted
            }
        }

        Component {
            id: nothing

            EmptyState {
                iconName: "chart-line"
                sentence: qsTr("Nothing was measured in this time. Measure once and the course begins here.")
                action: qsTr("Devices")
                actionIcon: "bluetooth"
                onActed: screen.shell.show("devices")

                BigButton {
                    objectName: "trend-type-first"
                    anchors.horizontalCenter: parent.horizontalCenter
                    iconName: "plus"
                    text: qsTr("Type one in")
                    onClicked: screen.entry.begin(screen.viewModel.kind)
                }
            }
        }
    }

    Card {
        id: frame

        visible: screen.shows && !screen.viewModel.tabled && !(screen.viewModel.few && screen.viewModel.overAllTime)
        width: parent.width
        height: screen.viewModel.few ? numbers.height + 2 * Theme.spaceL : Math.max(Theme.columnCard + legend.height, screen.bodyHeight - y - summary.height - Theme.spaceL)

        TrendView {
            id: chart

            visible: !screen.viewModel.few
            pickedWords: chosen ? screen.worded(picked) : ""
            anchors.fill: parent
            anchors.margins: Theme.spaceL
            anchors.bottomMargin: legend.height > 0 ? legend.height + Theme.spaceL + Theme.spaceXs : Theme.spaceL
            series: screen.viewModel.series
            banded: screen.viewModel.bandName !== ""
            hasUsual: screen.viewModel.hasUsual
            digits: screen.viewModel.digits
            months: screen.viewModel.overAllTime
            words: screen.viewModel.sentence
        }

        TrendLegend {
            id: legend

            visible: !screen.viewModel.few
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.bottom: parent.bottom
            anchors.margins: Theme.spaceL
            viewModel: screen.viewModel
        }

        Column {
            id: numbers

            visible: screen.viewModel.few
            x: Theme.spaceXl
            y: Theme.spaceL
            width: parent.width - 2 * Theme.spaceXl
            spacing: Theme.spaceM

            Repeater {
                model: screen.viewModel.fewPoints

                Words {
                    required property var modelData

                    width: numbers.width
                    text: screen.worded(modelData)
                    font.bold: true
                    font.pixelSize: Theme.typeTitle
                    color: modelData.outOfRange ? Theme.warn : Theme.text
                }
            }
        }
    }

    Card {
        visible: screen.shows && screen.viewModel.tabled
        width: parent.width
        height: table.height + 2 * Theme.spaceL

        TrendTable {
            id: table

            x: Theme.spaceL
            y: Theme.spaceL
            width: parent.width - 2 * Theme.spaceL
            rows: screen.viewModel.table
        }
    }

    TrendSummary {
        id: summary

        visible: screen.shows
        width: parent.width
        viewModel: screen.viewModel
        onAsked: question => {
            screen.shell.show("conversation");
            screen.conversation.ask(question);
        }
        onTyped: kind => screen.entry.begin(kind)
    }

    LaboratoryResults {
        visible: screen.shows && screen.viewModel.overAllTime
        width: parent.width
        rows: screen.viewModel.results
    }

    HomeAverageCard {
        visible: screen.shows && screen.viewModel.home.sentence !== undefined
        width: parent.width
        average: screen.viewModel.home
    }

    GlucoseProfile {
        visible: screen.viewModel.glucose.shown
        width: parent.width
        viewModel: screen.viewModel.glucose
    }

    Flow {
        width: parent.width
        spacing: Theme.spaceM

        BigButton {
            objectName: "trend-profile"
            iconName: "clipboard-list"
            fontSize: Theme.typeControl
            text: qsTr("My summary")
            onClicked: screen.shell.show("profile")
        }

        BigButton {
            objectName: "trend-visit-sheet"
            iconName: "file-text"
            fontSize: Theme.typeControl
            text: qsTr("Page for the doctor")
            onClicked: screen.shell.show("visit_sheet")
        }
    }
}
