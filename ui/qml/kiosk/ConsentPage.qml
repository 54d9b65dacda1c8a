import QtQuick
import "../components"

// What a visitor should know before they begin; both answers are the same size.
StationPage {
    id: page

    readonly property var lines: [["heart-pulse", qsTr("You can measure, ask questions and photograph a report.")], ["trash-2", qsTr("When you finish, or after a minute without a touch, everything is erased. This machine keeps nothing of yours.")], ["users", qsTr("The staff see your readings only if you hand them over. They are told at once, without a name, if a reading is dangerous.")], ["shield-check", qsTr("Nothing is sent over the internet.")], ["info", qsTr("What you read here does not replace a doctor.")]]

    title: qsTr("Before you begin")
    aloud: page.lines.map(line => line[1]).join("\n")

    spacing: page.wide ? Theme.spaceL : Theme.spaceGutter

    Repeater {
        model: page.lines

        Row {
            id: line

            required property var modelData

            width: parent.width
            spacing: Theme.spaceL

            Mark {
                id: sign

                name: line.modelData[0]
                extent: page.wide ? Theme.sizeTarget : Theme.sizeKioskMark
            }

            Words {
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width - sign.width - parent.spacing
                text: line.modelData[1]
                font.pixelSize: page.wide ? Theme.typeBody : Theme.typeTitle
            }
        }
    }

    Notice {
        width: parent.width
        text: page.visit.trouble
    }

    buttons: [
        FootButton {
            objectName: "agree"
            width: (parent.width - Theme.spaceM) / 2
            kind: "primary"
            iconName: "check"
            text: qsTr("I agree")
            enabled: !page.visit.working
            onClicked: page.visit.agree()
        },
        FootButton {
            objectName: "decline"
            width: (parent.width - Theme.spaceM) / 2
            kind: "quiet"
            iconName: "x"
            text: qsTr("I do not agree")
            onClicked: page.visit.decline()
        }
    ]
}
