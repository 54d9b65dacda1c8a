import QtQuick
import "../components"

// What a visitor should know before they begin; both answers are the same size.
StationPage {
    id: page

    required property QtObject visit

    title: qsTr("Before you begin")

    Repeater {
        model: [
            ["heart-pulse", qsTr("You can measure, ask questions and photograph a report.")],
            ["trash-2", qsTr("When you finish, or after a minute without a touch, everything is erased. This machine keeps nothing of yours.")],
            ["users", qsTr("The staff see your readings only if you hand them over. They are told at once, without a name, if a reading is dangerous.")],
            ["cloud-upload", qsTr("Nothing is sent over the internet.")],
            ["info", qsTr("What you read here does not replace a doctor.")]
        ]

        Row {
            id: line

            required property var modelData

            width: parent.width
            spacing: Theme.spaceM

            IconTile {
                id: tile

                name: line.modelData[0]
            }

            Words {
                width: parent.width - tile.width - parent.spacing
                text: line.modelData[1]
            }
        }
    }

    Notice {
        width: parent.width
        text: page.visit.trouble
    }

    buttons: [
        BigButton {
            objectName: "agree"
            width: (parent.width - Theme.spaceM) / 2
            kind: "primary"
            iconName: "check"
            text: qsTr("I agree")
            enabled: !page.visit.working
            onClicked: page.visit.agree()
        },
        BigButton {
            objectName: "decline"
            width: (parent.width - Theme.spaceM) / 2
            kind: "quiet"
            iconName: "x"
            text: qsTr("I do not agree")
            onClicked: page.visit.decline()
        }
    ]
}
