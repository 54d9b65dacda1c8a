import QtQuick

// The step of a sitting: picture or ring at the left; which reading, what came so far, and what can be pressed.
Card {
    id: stage

    required property QtObject coach
    readonly property string step: coach.step
    readonly property bool waits: step === "rest" || step === "pause"
    signal skipped
    signal typed

    implicitHeight: Math.max(side.height, column.height) + 2 * Theme.spaceXl

    Item {
        id: side

        x: Theme.spaceXl
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.sizeRing
        height: Theme.sizeRing

        Countdown {
            visible: stage.waits
            anchors.centerIn: parent
            fraction: stage.coach.fraction
            remaining: stage.coach.remaining
        }

        Drawing {
            visible: !stage.waits
            anchors.centerIn: parent
            drawing: stage.coach.shown.picture
        }
    }

    Column {
        id: column

        anchors.left: side.right
        anchors.leftMargin: Theme.spaceXl
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width - x - Theme.spaceXl
        spacing: Theme.spaceM

        Words {
            visible: stage.step === "measure"
            width: parent.width
            text: qsTr("Reading %1 of %2").arg(stage.coach.shown.number).arg(stage.coach.shown.wanted)
            color: Theme.muted
        }

        Repeater {
            model: stage.coach.readings

            CoachReading {
                width: column.width
            }
        }

        Flow {
            width: parent.width
            spacing: Theme.spaceM

            BigButton {
                objectName: "coach-skip"
                visible: stage.step === "rest"
                text: qsTr("Skip the rest")
                iconName: "x"
                onClicked: stage.skipped()
            }

            BigButton {
                objectName: "coach-error"
                visible: stage.step === "measure"
                text: qsTr("It shows an error")
                iconName: "triangle-alert"
                onClicked: stage.coach.notMeasured()
            }

            BigButton {
                objectName: "coach-type"
                visible: stage.step === "measure"
                text: qsTr("Type it in")
                iconName: "keyboard"
                onClicked: stage.typed()
            }

            BigButton {
                objectName: "coach-finish"
                kind: "quiet"
                text: qsTr("Stop here")
                iconName: "square"
                onClicked: stage.coach.finish()
            }
        }
    }
}
