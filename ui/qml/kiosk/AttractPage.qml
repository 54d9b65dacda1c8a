import QtQuick
import QtQuick.Controls.Basic
import "../components"

// The first page: who passes by sees what can be done here, in both languages, and touches one of them.
Item {
    id: page

    required property QtObject visit

    anchors.fill: parent

    Column {
        anchors.centerIn: parent
        width: Math.min(Theme.sizeKioskColumn, parent.width - 2 * Theme.spaceXxl)
        spacing: Theme.spaceXl

        Words {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: "康聆小站"
            font.pixelSize: Theme.typeGreeting
            font.bold: true
            color: Theme.primary
            Accessible.role: Accessible.Heading
        }

        Words {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: "Listenwell"
            color: Theme.muted
            font.pixelSize: Theme.typeHeading
        }

        Row {
            anchors.horizontalCenter: parent.horizontalCenter
            spacing: Theme.spaceXl

            Repeater {
                model: ["device-blood_pressure", "device-spo2", "device-temperature", "device-weight"]

                Drawing {
                    required property string modelData

                    drawing: modelData
                    extent: Math.min(Theme.sizeDrawing, (page.width - 2 * Theme.spaceXxl) / 5)
                }
            }
        }

        Words {
            width: parent.width
            visible: text !== ""
            horizontalAlignment: Text.AlignHCenter
            text: page.visit.message
            color: Theme.info
            font.bold: true
            font.pixelSize: Theme.typeTitle
        }

        BigButton {
            objectName: "start-zh"
            width: parent.width
            implicitHeight: Theme.sizeButton * 1.5
            kind: "primary"
            fontSize: Theme.typeHeading
            text: "摸这里开始"
            onClicked: page.visit.start("zh")
        }

        BigButton {
            objectName: "start-en"
            width: parent.width
            implicitHeight: Theme.sizeButton * 1.5
            kind: "quiet"
            fontSize: Theme.typeHeading
            text: "Touch to start"
            onClicked: page.visit.start("en")
        }

        Words {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: "用完自动清除，这台机器不留您的任何信息\nErased when you finish: this machine keeps nothing of yours"
            color: Theme.muted
            font.pixelSize: Theme.typeLabel
        }
    }
}
