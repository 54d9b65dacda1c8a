import QtQuick
import "../components"

// One value over time: the chart, the course in one sentence, and the figures.
Page {
    id: screen

    required property QtObject viewModel
    required property QtObject conversation
    readonly property bool shows: viewModel.failure === "" && viewModel.count > 0

    title: viewModel.title !== "" ? viewModel.title : qsTr("Trends")

    Flow {
        width: parent.width
        spacing: Theme.spaceXl

        RangeTabs {
            objectName: "trend-components"
            Accessible.name: qsTr("What to show")
            choices: [
                {
                    "key": "systolic",
                    "text": qsTr("Upper")
                },
                {
                    "key": "diastolic",
                    "text": qsTr("Lower")
                },
                {
                    "key": "pulse",
                    "text": qsTr("Pulse")
                }
            ]
            current: screen.viewModel.component
            onChosen: key => screen.viewModel.chooseComponent(key)
        }

        RangeTabs {
            objectName: "trend-ranges"
            Accessible.name: qsTr("How far back")
            choices: [
                {
                    "key": 7,
                    "text": qsTr("1 week")
                },
                {
                    "key": 14,
                    "text": qsTr("2 weeks")
                },
                {
                    "key": 90,
                    "text": qsTr("3 months")
                }
            ]
            current: screen.viewModel.days
            onChosen: key => screen.viewModel.chooseDays(key)
        }
    }

    Card {
        visible: screen.viewModel.failure !== "" || screen.viewModel.empty
        width: parent.width
        height: message.item ? message.item.implicitHeight + 2 * Theme.spaceXl : 0

        Loader {
            id: message

            x: Theme.spaceXl
            y: Theme.spaceXl
            width: parent.width - 2 * Theme.spaceXl
            sourceComponent: screen.viewModel.failure !== "" ? failed : nothing
        }

        Component {
            id: failed

            ErrorState {
                text: screen.viewModel.failure
                onActed: screen.viewModel.refresh()
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
            }
        }
    }

    Card {
        id: frame

        visible: screen.shows
        width: parent.width
        height: screen.viewModel.few ? numbers.height + 2 * Theme.spaceL : Math.max(Theme.columnCard, screen.bodyHeight - y - summary.height - Theme.spaceL)

        TrendView {
            visible: !screen.viewModel.few
            anchors.fill: parent
            anchors.margins: Theme.spaceL
            anchors.bottomMargin: legend.visible ? legend.height + Theme.spaceL + Theme.spaceXs : Theme.spaceL
            series: screen.viewModel.series
            banded: screen.viewModel.bandName !== ""
            words: screen.viewModel.sentence
        }

        Row {
            id: legend

            visible: screen.viewModel.bandName !== "" && !screen.viewModel.few
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.bottom: parent.bottom
            anchors.margins: Theme.spaceL
            spacing: Theme.spaceXs

            Rectangle {
                id: swatch

                anchors.verticalCenter: parent.verticalCenter
                width: Theme.sizeIconSmall
                height: width
                radius: Theme.spaceXs
                color: Theme.okSoft
                border.width: Theme.sizeBorder
                border.color: Theme.ok
            }

            Words {
                objectName: "band-name"
                width: parent.width - swatch.width - parent.spacing
                text: screen.viewModel.bandName
                color: Theme.muted
                font.pixelSize: Theme.typeCaption
            }
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
                    text: qsTr("%1: %2 %3").arg(new Date(modelData.milliseconds).toLocaleString(Qt.locale(screen.shell.language === "zh" ? "zh_CN" : "en_GB"), qsTr("d MMMM, HH:mm"))).arg(modelData.value).arg(screen.viewModel.unit)
                    font.bold: true
                    font.pixelSize: Theme.typeTitle
                    color: modelData.outOfRange ? Theme.warn : Theme.text
                }
            }
        }
    }

    Card {
        id: summary

        visible: screen.shows
        width: parent.width
        height: Math.max(sentences.height, ask.height) + 2 * Theme.spaceL

        Column {
            id: sentences

            x: Theme.spaceXl
            anchors.verticalCenter: parent.verticalCenter
            width: ask.x - x - Theme.spaceL
            spacing: Theme.spaceXs

            Words {
                objectName: "trend-sentence"
                width: parent.width
                text: screen.viewModel.sentence
                font.bold: true
            }

            Words {
                width: parent.width
                text: [screen.viewModel.mean !== "" ? qsTr("Average %1").arg(screen.viewModel.mean) : "", screen.viewModel.maximum !== "" ? qsTr("highest %1").arg(screen.viewModel.maximum) : "", screen.viewModel.minimum !== "" ? qsTr("lowest %1").arg(screen.viewModel.minimum) : "", qsTr("%1 readings").arg(screen.viewModel.count)].filter(part => part !== "").join(" · ")
                color: Theme.muted
                font.pixelSize: Theme.typeControl
            }
        }

        BigButton {
            id: ask

            objectName: "trend-ask"
            anchors.right: parent.right
            anchors.rightMargin: Theme.spaceL
            anchors.verticalCenter: parent.verticalCenter
            kind: "primary"
            iconName: "message-circle"
            text: qsTr("Ask about it")
            onClicked: {
                screen.shell.show("conversation");
                screen.conversation.ask(screen.viewModel.component === "pulse" ? qsTr("How has my pulse been?") : qsTr("How has my blood pressure been?"));
            }
        }
    }
}
